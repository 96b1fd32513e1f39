package dev.holdfast.caching.multilevel;

import org.jspecify.annotations.Nullable;

/**
 * A value in a near cache, or the placeholder of one, and the generation in which its read began.
 * Its identity counts, so it is no record.
 */
final class Kept<V> {
  private final @Nullable V value;
  private final long generation;

  Kept(@Nullable V value, long generation) {
    this.value = value;
    this.generation = generation;
  }

  /** Null in a placeholder. */
  @Nullable V value() {
    return value;
  }

  long generation() {
    return generation;
  }
}
