package dev.holdfast.caching.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A circuit breaker for a cache: after so many failures in a row nobody waits for it any more, and
 * one call an interval finds out whether it is back.
 *
 * <p>A call that is not made, or fails, answers nothing, which a cache's user takes for a miss; so
 * it must only guard what can be done without. What the server refuses (a wrong type, a script's
 * error) is thrown: it is there, and the caller is wrong.
 *
 * <p>Thread-safe. Metrics: {@code cache.breaker.refused}, {@code cache.breaker.open}. Source:
 * Nygard, Release It!, "Circuit Breaker".
 */
public final class CallBreaker {
  private final int most;
  private final long probeAfter;
  private final LongSupplier nanoTime;
  private final Counter refused;
  private int failures;
  private long lastTried;

  /**
   * @param failures in a row that open it
   * @param probeAfter how long after the last failure the next call is let through
   * @param nanoTime {@code System::nanoTime}, or a test's own
   */
  public CallBreaker(
      int failures, Duration probeAfter, LongSupplier nanoTime, MeterRegistry meters) {
    if (failures < 1 || !probeAfter.isPositive()) {
      throw new IllegalArgumentException(
          "failures is %d, probeAfter is %s; at least 1 and a positive time are needed, try 5, 1 s"
              .formatted(failures, probeAfter));
    }
    this.most = failures;
    this.probeAfter = probeAfter.toNanos();
    this.nanoTime = nanoTime;
    this.refused = meters.counter("cache.breaker.refused");
    meters.gauge("cache.breaker.open", this, breaker -> breaker.isOpen() ? 1 : 0);
  }

  /** What the call answers; nothing when it was not made, or failed. */
  public <T> Optional<T> call(Supplier<T> call) {
    if (!admitted()) {
      refused.increment();
      return Optional.empty();
    }
    try {
      T answer = call.get();
      answered();
      return Optional.ofNullable(answer);
    } catch (RedisCommandExecutionException e) {
      answered();
      throw e;
    } catch (RuntimeException _) {
      failed();
      return Optional.empty();
    }
  }

  /** Whether calls are not made. */
  public synchronized boolean isOpen() {
    return failures >= most;
  }

  private synchronized boolean admitted() {
    if (!isOpen()) {
      return true;
    }
    long now = nanoTime.getAsLong();
    boolean probe = now - lastTried >= probeAfter;
    if (probe) {
      lastTried = now; // the others wait for what it finds
    }
    return probe;
  }

  private synchronized void answered() {
    failures = 0;
  }

  private synchronized void failed() {
    failures++;
    lastTried = nanoTime.getAsLong();
  }
}
