package dev.holdfast.caching.patterns;

import java.time.Duration;

/**
 * How writes wait for their store.
 *
 * @param shards logs, of which each has its writer; the same number for all processes, and for as
 *     long as writes wait
 * @param capacity writes that may wait in a log; a further one is refused
 * @param batch writes that are taken from a log at once
 * @param delay how long writes gather, and how long a failed flush rests
 * @param claimAfter how long a writer is silent until another takes its writes over; longer than
 *     the store ever needs for a batch
 * @param attempts to store a batch, after which its writes are tried one by one, and those that
 *     alone fail are put aside
 */
public record WriteBehindOptions(
    int shards, int capacity, int batch, Duration delay, Duration claimAfter, int attempts) {
  /** What a script can hand to one command of Redis' at once, with room. */
  static final int MOST_AT_ONCE = 5_000;

  public WriteBehindOptions {
    between("shards", shards, 1, Integer.MAX_VALUE);
    between("capacity", capacity, 1, Integer.MAX_VALUE);
    between("batch", batch, 1, MOST_AT_ONCE);
    between("attempts", attempts, 1, Integer.MAX_VALUE);
    atLeastOneMilli("delay", delay);
    atLeastOneMilli("claimAfter", claimAfter);
  }

  private static void between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d: give at least %d and at most %d".formatted(name, value, least, most));
    }
  }

  private static void atLeastOneMilli(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException("%s is %s: give at least 1 ms".formatted(name, value));
    }
  }
}
