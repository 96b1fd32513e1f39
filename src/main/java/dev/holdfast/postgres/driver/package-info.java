/** The driver's own behaviour, pinned down: values and result sets. */
@NullMarked
package dev.holdfast.postgres.driver;

import org.jspecify.annotations.NullMarked;
