/** What a cache in memory does where the plain ones let go, grow or lie. */
@NullMarked
package dev.holdfast.caching.inmemory;

import org.jspecify.annotations.NullMarked;
