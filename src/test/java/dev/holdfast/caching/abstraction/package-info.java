/** What a chain of caches does when a tier fails, is about to expire, or has nothing to say. */
@NullMarked
package dev.holdfast.caching.abstraction;

import org.jspecify.annotations.NullMarked;
