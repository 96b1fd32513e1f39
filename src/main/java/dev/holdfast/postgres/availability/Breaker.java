package dev.holdfast.postgres.availability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Stops asking a server that does not answer: after so many failures in a row its callers are told
 * at once, and one call an interval is let through to see whether it is back.
 *
 * <p>Only failures that tell of the server count (see {@link SqlFailure}); one that was refused was
 * answered. A call that hangs is no failure until its time-out, so that needs one; the next probe
 * does not wait for it. Limit: one server; calls that could go to another are refused with the
 * rest. Thread-safe. Source: Nygard, Release It!, "Circuit Breaker".
 */
public final class Breaker {
  private final Options options;
  private final LongSupplier nanoTime;
  private final Counter refused;
  private int failures;
  private long probedAt;

  /**
   * @param nanoTime {@code System::nanoTime}, or a test's own
   */
  public Breaker(Options options, LongSupplier nanoTime, MeterRegistry meters) {
    this.options = options;
    this.nanoTime = nanoTime;
    this.refused = meters.counter("breaker.refused");
    meters.gauge("breaker.open", this, breaker -> breaker.isOpen() ? 1 : 0);
  }

  /**
   * Makes the call, unless the server is known to be away.
   *
   * @throws BreakerOpenException when it was not made
   */
  public <T> T call(SqlCall<T> call) throws SQLException {
    admit();
    try {
      T result = call.call();
      answered();
      return result;
    } catch (SQLException e) {
      if (SqlFailure.of(e).isOutage()) {
        failed();
      } else if (e.getSQLState() != null) {
        answered();
      }
      throw e;
    }
  }

  /** Whether callers are refused. */
  public synchronized boolean isOpen() {
    return failures >= options.failures();
  }

  private synchronized void admit() throws BreakerOpenException {
    if (!isOpen()) {
      return;
    }
    long now = nanoTime.getAsLong();
    long untilProbe = options.probeAfter().toNanos() - (now - probedAt);
    if (untilProbe > 0) {
      refused.increment();
      throw new BreakerOpenException(failures, Duration.ofNanos(untilProbe));
    }
    probedAt = now;
  }

  private synchronized void answered() {
    failures = 0;
  }

  private synchronized void failed() {
    failures++;
    probedAt = nanoTime.getAsLong();
  }

  /**
   * When it opens, and how it closes.
   *
   * @param failures in a row that open it
   * @param probeAfter how long after the last failure or probe the next call is let through
   */
  public record Options(int failures, Duration probeAfter) {
    public Options {
      if (failures < 1) {
        throw new IllegalArgumentException("failures is " + failures + "; it must be at least 1");
      }
      if (!probeAfter.isPositive()) {
        throw new IllegalArgumentException(
            "probeAfter is " + probeAfter + "; it must be positive, try 1 s");
      }
    }
  }
}
