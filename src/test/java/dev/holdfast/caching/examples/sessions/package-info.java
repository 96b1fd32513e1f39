/** Proofs about sessions, through the doors that a browser uses. */
@NullMarked
package dev.holdfast.caching.examples.sessions;

import org.jspecify.annotations.NullMarked;
