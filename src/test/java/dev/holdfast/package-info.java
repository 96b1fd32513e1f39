/** The specification: its outline, and the specs below. */
@NullMarked
package dev.holdfast;

import org.jspecify.annotations.NullMarked;
