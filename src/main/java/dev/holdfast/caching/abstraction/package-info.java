/** Caches behind one another, and what they say of themselves. */
@NullMarked
package dev.holdfast.caching.abstraction;

import org.jspecify.annotations.NullMarked;
