/**
 * Production components, one small package for each topic of the specification, and what all may
 * use.
 */
@NullMarked
package dev.holdfast;

import org.jspecify.annotations.NullMarked;
