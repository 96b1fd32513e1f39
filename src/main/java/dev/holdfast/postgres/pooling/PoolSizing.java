package dev.holdfast.postgres.pooling;

/**
 * The least connections with which callers that hold one and want another never wait for each
 * other: {@code callers × (each − 1) + 1}.
 *
 * <p>When every caller holds all but the last of what it needs, one more connection lets one of
 * them finish, which frees the rest. One fewer, and all may wait for ever, or for as long as the
 * pool lets them.
 *
 * <p>Limits: it is the least that is safe, not the best for throughput; {@code callers} must be
 * bounded by something (a thread pool, a semaphore), which virtual threads are not; every caller
 * must need no more than {@code each}.
 *
 * <p>Immutable, thread-safe. Source: HikariCP's wiki, "About Pool Sizing"; Coffman, Elphick and
 * Shoshani, "System Deadlocks", 1971.
 *
 * @param callers who use the pool at once, at most
 * @param each how many connections one of them holds at once, at most
 */
public record PoolSizing(int callers, int each) {
  public PoolSizing {
    if (callers < 1 || each < 1) {
      throw new IllegalArgumentException(
          "callers is %d, each is %d; both must be at least 1".formatted(callers, each));
    }
  }

  /** The smallest pool that cannot deadlock. */
  public int least() {
    return Math.addExact(Math.multiplyExact(callers, each - 1), 1);
  }
}
