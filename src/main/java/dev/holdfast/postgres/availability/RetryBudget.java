package dev.holdfast.postgres.availability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many retries all callers of a server may make together: a bucket of tokens, of which each
 * call adds a part and each retry takes a whole one.
 *
 * <p>Retries help against single failures, and finish off a server that is down: with five tries a
 * call, the load is five times the usual just then. With this, n calls make at most n + capacity +
 * n × percent / 100 attempts, and {@code perSecond} more a second, whatever fails.
 *
 * <p>Limit: it bounds one process; a hundred processes have a hundred budgets. Thread-safe. Source:
 * Finagle's RetryBudget; gRPC's retry throttling (A6); Brooker, "Fixing retries with token buckets
 * and circuit breakers".
 */
public final class RetryBudget {
  /** A token in the smallest part that is counted, so that a hundredth is never rounded. */
  private static final long TOKEN = 100L * Duration.ofSeconds(1).toNanos();

  private final Options options;
  private final LongSupplier nanoTime;
  private final Counter denied;
  private long balance;
  private long filledAt;

  /**
   * @param nanoTime {@code System::nanoTime}, or a test's own
   */
  public RetryBudget(Options options, LongSupplier nanoTime, MeterRegistry meters) {
    this.options = options;
    this.nanoTime = nanoTime;
    this.denied = meters.counter("retry.denied");
    this.balance = options.capacity() * TOKEN;
    this.filledAt = nanoTime.getAsLong();
  }

  /** A call is made for the first time: it adds its part. */
  synchronized void deposit() {
    add(options.percent() * (TOKEN / 100));
  }

  /** Takes a token for one retry; false, and nothing taken, when there is none. */
  synchronized boolean withdraw() {
    refill();
    if (balance < TOKEN) {
      denied.increment();
      return false;
    }
    balance -= TOKEN;
    return true;
  }

  private void refill() {
    long now = nanoTime.getAsLong();
    long most = Duration.ofSeconds(options.capacity() + 1L).toNanos(); // enough to fill it at all
    add(Math.min(now - filledAt, most) * 100 * options.perSecond());
    filledAt = now;
  }

  private void add(long amount) {
    balance = Math.min(balance + amount, options.capacity() * TOKEN);
  }

  /**
   * What retries are paid from.
   *
   * @param percent of the calls that may be retried; 10 or 20 is usual
   * @param perSecond tokens that time adds, so that a quiet client may retry too
   * @param capacity tokens at the start and at most: the longest burst of retries
   */
  public record Options(int percent, int perSecond, int capacity) {
    private static final int MOST = 1000; // beyond it nothing is bounded that matters

    public Options {
      if (percent < 0 || percent > 100) {
        throw new IllegalArgumentException(
            "percent is %d %% of the calls; it must be 0 to 100, try 10".formatted(percent));
      }
      if (perSecond < 0 || perSecond > MOST || capacity < 1 || capacity > MOST) {
        throw new IllegalArgumentException(
            "perSecond is %d, capacity %d tokens; they must be 0 to %d and 1 to %d, try 1 and 10"
                .formatted(perSecond, capacity, MOST, MOST));
      }
    }
  }
}
