/** The specification as pages, from evidence alone. */
@NullMarked
package dev.holdfast.harness.site;

import org.jspecify.annotations.NullMarked;
