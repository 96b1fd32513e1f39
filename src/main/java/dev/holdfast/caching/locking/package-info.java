/** Locks in Redis: who holds one, for how long, and what whoever lost one may still do. */
@NullMarked
package dev.holdfast.caching.locking;

import org.jspecify.annotations.NullMarked;
