package dev.holdfast.postgres.availability;

import dev.holdfast.Pause;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * A transaction that is applied exactly once although connections break, in the COMMIT too, and
 * whose caller is told the truth.
 *
 * <p>A COMMIT whose answer is lost has happened, or has not. To repeat it on suspicion does things
 * twice; to call it a failure denies what was done. So the transaction is marked before its first
 * statement, and when its connection is lost the server is asked what became of the mark: committed
 * is a success, aborted is done again, and what nobody can say is thrown as {@link
 * OutcomeUnknownException} and never guessed.
 *
 * <p>Limits: only a lost connection is retried, other errors are passed on; the work may run
 * several times, so that whatever it does outside of the database must bear that; marking costs a
 * round trip, and a transaction number even for work that writes nothing, and comes before the
 * work, which therefore cannot choose its isolation level (the data source can). Thread-safe.
 * Source: PostgreSQL 18 manual, {@code pg_xact_status}; SQLSTATE 08007.
 */
public final class OutcomeResolvingTransaction {
  private final DataSource dataSource;
  private final OutcomeSource outcomes;
  private final Options options;
  private final Pause pause;
  private final MeterRegistry meters;

  public OutcomeResolvingTransaction(
      DataSource dataSource,
      OutcomeSource outcomes,
      Options options,
      Pause pause,
      MeterRegistry meters) {
    this.dataSource = dataSource;
    this.outcomes = outcomes;
    this.options = options;
    this.pause = pause;
    this.meters = meters;
  }

  /**
   * Does the work and commits it.
   *
   * @return what the work returned, in the transaction that was committed
   * @throws OutcomeUnknownException when nobody could say whether it was committed
   * @throws SQLException when it was not
   */
  public <T> T call(Work<T> work) throws SQLException, InterruptedException {
    for (int tried = 1; ; tried++) {
      try (MarkedTransaction transaction = MarkedTransaction.begin(dataSource)) {
        return transaction.commit(work, this::ask);
      } catch (MarkedTransaction.LostException lost) {
        if (tried >= options.tries()) {
          throw lost.why();
        }
      }
      meters.counter("transaction.retries").increment();
      pause.await(options.retryAfter());
    }
  }

  private TransactionOutcome ask(TransactionMark mark) {
    TransactionOutcome outcome = outcomes.of(mark);
    String name = outcome.name().toLowerCase(Locale.ROOT);
    meters.counter("transaction.outcomes", "outcome", name).increment();
    return outcome;
  }

  /** What is done in the transaction; it neither commits nor rolls back by itself. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /**
   * How often it is tried.
   *
   * @param tries in all; each but the last may lose its connection
   * @param retryAfter between two tries
   */
  public record Options(int tries, Duration retryAfter) {
    public Options {
      if (tries < 1) {
        throw new IllegalArgumentException("tries is " + tries + "; at least 1 is needed");
      }
      if (retryAfter.isNegative()) {
        throw new IllegalArgumentException(
            "retryAfter is " + retryAfter + "; it must not be negative, try 100 ms");
      }
    }
  }
}
