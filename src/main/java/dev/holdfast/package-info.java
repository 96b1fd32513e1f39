/** Production components, one small package for each topic of the specification. */
@NullMarked
package dev.holdfast;

import org.jspecify.annotations.NullMarked;
