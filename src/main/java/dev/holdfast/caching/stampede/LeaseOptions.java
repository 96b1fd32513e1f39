package dev.holdfast.caching.stampede;

import java.time.Duration;

/**
 * How a {@link LeaseCache} waits and keeps.
 *
 * @param lease how long one node may load before another may replace it; longer than a slow load
 * @param poll how often a waiting node looks again: the most it adds to an answer
 * @param patience how long a caller waits for other nodes' loads; past the lease, or nobody who
 *     waited would ever take over
 * @param timeToLive how long a value is kept
 */
public record LeaseOptions(Duration lease, Duration poll, Duration patience, Duration timeToLive) {
  public LeaseOptions {
    atLeastOneMilli("lease", lease);
    atLeastOneMilli("poll", poll);
    atLeastOneMilli("timeToLive", timeToLive);
    if (poll.compareTo(lease) >= 0) {
      throw new IllegalArgumentException(
          "poll is %d ms, the lease %d ms: poll more often than leases end"
              .formatted(poll.toMillis(), lease.toMillis()));
    }
    if (patience.compareTo(lease.plus(poll)) <= 0) {
      throw new IllegalArgumentException(
          "patience is %d ms: make it longer than lease and poll, %d ms together"
              .formatted(patience.toMillis(), lease.plus(poll).toMillis()));
    }
  }

  private static void atLeastOneMilli(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(
          "%s is %s: Redis counts in milliseconds, give at least 1".formatted(name, value));
    }
  }
}
