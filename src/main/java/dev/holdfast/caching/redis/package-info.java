/** A client of Redis: what it is told, what it costs, and what it may do twice. */
@NullMarked
package dev.holdfast.caching.redis;

import org.jspecify.annotations.NullMarked;
