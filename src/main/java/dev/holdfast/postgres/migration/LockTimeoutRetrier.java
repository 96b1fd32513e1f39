package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Applies a metadata-only change to one table without stalling its traffic: it waits for the
 * table's lock a moment, lets go of the queue that formed behind it, and tries again later.
 *
 * <p>A plain {@code ALTER TABLE} that waits for ACCESS EXCLUSIVE stands in the lock queue in front
 * of every later query, even of those that would get along with whoever holds the table: a
 * ten-minute report then stops the site for ten minutes. Here no query waits longer than the lock
 * time-out for the change, and is free at least as long before the next try.
 *
 * <p>Limits: the lock time-out counts per lock, so a change of several tables (a foreign key, a
 * partition tree) may hold one while it waits for the next, up to the transaction's limit; work
 * under the lock (a rewrite, a scan) is not made shorter; a holder that never ends is waited out
 * {@code tries} times, then reported. When the connection breaks in the commit, the outcome is
 * unknown: write changes that may run again ({@code IF NOT EXISTS}).
 *
 * <p>Only 55P03 is tried again; other errors are passed on. Thread-safe. Source: PostgreSQL 18
 * manual, section 13.3.1 and {@code lock_timeout}; the retry loops of GitLab's migrations and of
 * pgroll.
 */
public final class LockTimeoutRetrier {
  private final DataSource dataSource;
  private final Options options;
  private final Pause pause;
  private final Counter attempts;
  private final Counter timeouts;

  public LockTimeoutRetrier(
      DataSource dataSource, Options options, Pause pause, MeterRegistry meters) {
    this.dataSource = dataSource;
    this.options = options;
    this.pause = pause;
    this.attempts = meters.counter("migration.lock.attempts");
    this.timeouts = meters.counter("migration.lock.timeouts");
  }

  /**
   * Runs the statements in one transaction, as often as it takes to get their locks in time.
   *
   * @return the number of tries
   * @throws MigrationStoppedException when the last try met the lock time-out too; nothing is
   *     changed then
   */
  public int apply(String... statements) throws SQLException, InterruptedException {
    return apply(
        statement -> {
          for (String sql : statements) {
            statement.execute(sql);
          }
        });
  }

  /**
   * The same for a change that looks before it acts; it may be run several times, and only its last
   * run lasts.
   */
  public int apply(Change change) throws SQLException, InterruptedException {
    Duration wait =
        options.transaction().lockTimeout(); // traffic gets at least the time that it was held up
    for (int tried = 1; ; tried++) {
      attempts.increment();
      try {
        once(change);
        return tried;
      } catch (SQLException e) {
        if (!SqlStates.lockNotAvailable(e)) {
          throw e;
        }
        timeouts.increment();
        if (tried >= options.tries()) {
          throw exhausted(e);
        }
      }
      pause.await(
          wait); // outside of the transaction: a wait within it would hold what it already locked
      wait = shorter(wait.multipliedBy(2), options.longestPause());
    }
  }

  private void once(Change change) throws SQLException {
    options
        .transaction()
        .on(
            dataSource,
            connection -> {
              try (Statement statement = connection.createStatement()) {
                change.apply(statement);
                return true;
              }
            });
  }

  private MigrationStoppedException exhausted(SQLException last) {
    return new MigrationStoppedException(
        ("no lock in %d tries of %d ms each, nothing was changed; see who holds the table"
                + " (pg_locks, pg_stat_activity.xact_start), then run it again")
            .formatted(options.tries(), options.transaction().lockTimeout().toMillis()),
        last);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * A change of the schema; its statements run in the transaction that the given one belongs to.
   */
  @FunctionalInterface
  public interface Change {
    void apply(Statement statement) throws SQLException;
  }

  /**
   * @param transaction what one try may take; its lock time-out is the longest that a query waits
   *     for the change
   * @param longestPause between two tries; the pauses begin with the lock time-out and double up to
   *     it
   * @param tries how often in all
   */
  public record Options(BoundedTransaction transaction, Duration longestPause, int tries) {
    public Options {
      if (longestPause.compareTo(transaction.lockTimeout()) < 0) {
        throw new IllegalArgumentException(
            "longestPause is %s, shorter than the lock time-out (%s); traffic would mostly wait"
                .formatted(longestPause, transaction.lockTimeout()));
      }
      if (tries < 1) {
        throw new IllegalArgumentException("tries is " + tries + "; at least 1 is needed");
      }
    }
  }
}
