/** When two levels of a cache disagree, and what brings them together again. */
@NullMarked
package dev.holdfast.caching.multilevel;

import org.jspecify.annotations.NullMarked;
