/**
 * One cache in two levels: a near cache in each process, Redis behind it, and what keeps them one.
 */
@NullMarked
package dev.holdfast.caching.multilevel;

import org.jspecify.annotations.NullMarked;
