/** A cache in the memory of one process: what it keeps, how much, and for how long. */
@NullMarked
package dev.holdfast.caching.inmemory;

import org.jspecify.annotations.NullMarked;
