package dev.holdfast.caching.stampede;

import java.time.Duration;

/**
 * How a {@link FailSafeCache} keeps and waits.
 *
 * @param name in metrics
 * @param maximum keys that it holds
 * @param fresh how long a value is given out without a thought
 * @param stale how much longer it is given out while the source fails or is slow; may be zero
 * @param retryAfter how long nobody asks the source after it failed
 * @param softDeadline how long the one reader who asks waits, where there is a stale value
 * @param early who refreshes before it is time
 */
public record FailSafeOptions(
    String name,
    long maximum,
    Duration fresh,
    Duration stale,
    Duration retryAfter,
    Duration softDeadline,
    EarlyRefresh early) {
  public FailSafeOptions {
    if (maximum < 1) {
      throw new IllegalArgumentException(
          "maximum is %d keys; it must be at least 1, try 10000".formatted(maximum));
    }
    positive("fresh", fresh);
    positive("retryAfter", retryAfter);
    if (stale.isNegative() || softDeadline.isNegative()) {
      throw new IllegalArgumentException(
          "stale is %s, softDeadline is %s; neither can be negative, zero is none"
              .formatted(stale, softDeadline));
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "%s is %s; it must be a positive time, try 1 s".formatted(name, value));
    }
  }
}
