package dev.holdfast.caching.locking;

/**
 * Numbers that only grow, and that outlive Redis: a sequence of the database, say. One is drawn for
 * a lock each time that Redis does not know it.
 */
@FunctionalInterface
public interface Epochs {
  /** Greater than any before, whoever asks; at least 1. */
  long next();
}
