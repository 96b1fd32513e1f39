/** Ways to keep a cache and the store behind it together: who is written first, and who is told. */
@NullMarked
package dev.holdfast.caching.patterns;

import org.jspecify.annotations.NullMarked;
