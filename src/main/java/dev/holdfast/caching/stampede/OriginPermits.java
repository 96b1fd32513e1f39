package dev.holdfast.caching.stampede;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * No more loads reach the origin at once than it has permits, whatever became of the caches before
 * it. Who finds none waits in line for its patience, and is then refused.
 *
 * <p>Limits: each process has permits of its own; a load that hangs keeps its permit, so give it a
 * time-out. Coalesce first ({@link SingleFlight}), or callers of one key take the permits of all.
 *
 * <p>Thread-safe. Metrics: {@code cache.origin.loading}, {@code cache.origin.waiting}, {@code
 * cache.origin.refused}. Source: Nygard, Release It!, "Bulkheads".
 */
public final class OriginPermits {
  private final String name;
  private final int most;
  private final Duration patience;
  private final Semaphore permits;
  private final Counter refused;

  /**
   * @param name of the origin, in metrics and errors
   * @param most loads at once: what it bears, divided by the processes that ask it
   * @param patience how long a load may wait for its turn; zero refuses at once
   */
  public OriginPermits(String name, int most, Duration patience, MeterRegistry meters) {
    if (most < 1 || patience.isNegative()) {
      throw new IllegalArgumentException(
          "most is %d, patience is %s; at least 1 and a time from zero are needed, try 10, 1 s"
              .formatted(most, patience));
    }
    this.name = name;
    this.most = most;
    this.patience = patience;
    permits = new Semaphore(most, true);
    refused = meters.counter("cache.origin.refused", "origin", name);
    Gauge.builder("cache.origin.loading", permits, held -> most - held.availablePermits())
        .tag("origin", name)
        .register(meters);
    Gauge.builder("cache.origin.waiting", permits, Semaphore::getQueueLength)
        .tag("origin", name)
        .register(meters);
  }

  /**
   * What the load comes to, once it is its turn.
   *
   * @throws OriginBusyException when no permit came free within the patience; nothing was asked
   * @throws Exception what the load throws
   */
  public <V> V call(Callable<V> load) throws Exception {
    if (!permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      refused.increment();
      throw new OriginBusyException(name, most, patience);
    }
    try {
      return load.call();
    } finally {
      permits.release();
    }
  }
}
