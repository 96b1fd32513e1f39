package dev.holdfast.caching.patterns;

import org.jspecify.annotations.Nullable;

/**
 * One write that waits for the store.
 *
 * @param position in its log, as Redis gave it: the server's milliseconds, a dash, and a number
 * @param value null when the key was removed
 */
public record Write(String position, String key, @Nullable String value) {
  private static final int WITHIN_A_MILLISECOND = 20; // bits: a million writes

  /**
   * Greater than that of every write of the same key before. A sink that keeps it beside the value,
   * of removals too, and refuses a smaller one, can be told the same again, and late.
   */
  public long version() {
    int dash = position.indexOf('-');
    long millis = Long.parseLong(position, 0, dash, 10);
    long number = Long.parseLong(position, dash + 1, position.length(), 10);
    if (number >> WITHIN_A_MILLISECOND != 0) {
      throw new ArithmeticException(
          "position %s is beyond %d writes in one millisecond; use more shards"
              .formatted(position, 1 << WITHIN_A_MILLISECOND));
    }
    return (millis << WITHIN_A_MILLISECOND) + number;
  }

  /** When it was made, in the server's milliseconds since 1970. */
  long madeAt() {
    return Long.parseLong(position, 0, position.indexOf('-'), 10);
  }
}
