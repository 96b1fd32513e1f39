package dev.holdfast.postgres.availability;

import dev.holdfast.Pause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Does a call again when that is safe, when there are tries left, and when the {@link RetryBudget}
 * pays for it; otherwise the last failure is passed on.
 *
 * <p>Safe is what {@link SqlFailure} says is: a transaction that the server rolled back, a session
 * that never began; a lost session for calls that are declared idempotent only; a constraint that
 * is violated, never. Between two tries it waits a random part of a bound that doubles, so that
 * those who failed together do not come back together.
 *
 * <p>Limit: the call is the whole transaction, with whatever it does outside of the database.
 * Thread-safe. Source: PostgreSQL 18 manual, section 13.5; Brooker, "Exponential backoff and
 * jitter".
 */
public final class BudgetedRetry {
  private final Options options;
  private final RetryBudget budget;
  private final Pause pause;
  private final Counter retries;

  public BudgetedRetry(Options options, RetryBudget budget, Pause pause, MeterRegistry meters) {
    this.options = options;
    this.budget = budget;
    this.pause = pause;
    this.retries = meters.counter("retry.retries");
  }

  /**
   * Makes the call, and again as long as it may.
   *
   * @throws SQLException of the last try
   */
  public <T> T call(SqlCall<T> call) throws SQLException, InterruptedException {
    budget.deposit();
    for (int tried = 1; ; tried++) {
      try {
        return call.call();
      } catch (SQLException e) {
        if (!SqlFailure.of(e).mayRetry(options.idempotent())
            || tried >= options.tries()
            || !budget.withdraw()) {
          throw e;
        }
      }
      retries.increment();
      pause.await(options.backOff(tried));
    }
  }

  /**
   * How a call is tried again.
   *
   * @param tries of one call, the first among them
   * @param firstPause what the first pause is shorter than; doubled from try to try
   * @param longestPause what every pause is shorter than
   * @param idempotent whether a call whose session was lost may be made again
   */
  public record Options(int tries, Duration firstPause, Duration longestPause, boolean idempotent) {
    public Options {
      if (tries < 1) {
        throw new IllegalArgumentException("tries is " + tries + "; at least 1 is needed");
      }
      if (!firstPause.isPositive() || longestPause.compareTo(firstPause) < 0) {
        throw new IllegalArgumentException(
            "firstPause is %s, longestPause %s; they must be positive and in order, try 10 ms and 1 s"
                .formatted(firstPause, longestPause));
      }
    }

    private Duration backOff(int tried) {
      Duration bound = firstPause;
      for (int doubled = 1; doubled < tried && bound.compareTo(longestPause) < 0; doubled++) {
        bound = bound.multipliedBy(2);
      }
      long most = Math.min(bound.toNanos(), longestPause.toNanos());
      return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most));
    }
  }
}
