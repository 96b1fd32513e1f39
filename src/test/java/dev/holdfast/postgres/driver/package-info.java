/** What the driver does with edge values and large results. */
@NullMarked
package dev.holdfast.postgres.driver;

import org.jspecify.annotations.NullMarked;
