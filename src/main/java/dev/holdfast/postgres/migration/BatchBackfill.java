package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Rewrites every row of a table in short transactions, and goes on where it was after a lost
 * connection or a crash.
 *
 * <p>A batch and the progress it makes are one transaction, so what is stored is always what was
 * done: a batch whose commit got no answer is neither repeated nor skipped. Batches follow the key,
 * and lock rows in its order. It does not run twice at once: the newest run takes the job over, and
 * an older one stops before its next batch.
 *
 * <p>Limits: the key is a unique, indexed {@code bigint} that is never updated; a row that appears
 * behind the cursor is not visited, and a value written there is not kept up to date (see {@link
 * DualWriteColumnSwap}); a half-open connection is noticed by the driver's {@code socketTimeout}
 * only.
 *
 * <p>Thread-safe. Source: Kleppmann, Designing Data-Intensive Applications, chapter 11; pgroll.
 */
public final class BatchBackfill {
  private final DataSource dataSource;
  private final Job job;
  private final Options options;
  private final Pace pace;
  private final Pause pause;
  private final Counter rows;
  private final Counter retries;

  public BatchBackfill(
      DataSource dataSource,
      Job job,
      Options options,
      Pace pace,
      Pause pause,
      MeterRegistry meters) {
    this.dataSource = dataSource;
    this.job = job;
    this.options = options;
    this.pace = pace;
    this.pause = pause;
    this.rows = meters.counter("migration.backfill.rows", "job", job.name());
    this.retries = meters.counter("migration.backfill.retries", "job", job.name());
  }

  /**
   * Works until no row is left; returns at once when an earlier run got there.
   *
   * @throws MigrationStoppedException when a newer run took over, or when {@code tries} in a row
   *     failed; what was done is kept
   */
  public void run() throws SQLException, InterruptedException {
    var progress = new BackfillProgress(job.name());
    boolean ours = false;
    int failures = 0;
    boolean more = true;
    while (more) {
      try {
        if (!ours) {
          ours = options.transaction().on(dataSource, progress::takeOver);
        }
        pace.beforeBatch();
        OptionalLong changed =
            options.transaction().on(dataSource, connection -> batch(connection, progress));
        rows.increment(changed.orElse(0));
        more = changed.isPresent();
        failures = 0;
      } catch (SQLException e) {
        if (!SqlStates.mayPass(e)) {
          throw e;
        }
        if (++failures >= options.tries()) {
          throw new MigrationStoppedException(
              "backfill %s: %d tries in a row failed; run it again, it goes on where it was"
                  .formatted(job.name(), failures),
              e);
        }
        retries.increment();
        pause.await(options.retryAfter());
      }
    }
  }

  /** One batch with its progress: how many rows it changed, or empty when none was left. */
  private OptionalLong batch(Connection connection, BackfillProgress progress) throws SQLException {
    OptionalLong after = progress.lastKey(connection);
    if (after.isEmpty()) {
      return after;
    }
    try (PreparedStatement work = connection.prepareStatement(job.batch())) {
      work.setLong(1, after.getAsLong());
      work.setInt(2, options.batch());
      ResultSet done = work.executeQuery();
      done.next();
      long last = done.getLong("last");
      if (done.wasNull()) {
        progress.finish(connection);
        return OptionalLong.empty();
      }
      progress.advance(connection, last, done.getLong("changed"));
      return OptionalLong.of(done.getLong("changed"));
    }
  }

  /** Called before each batch, outside of any transaction: {@link ReplicaLagPace} waits there. */
  public interface Pace {
    void beforeBatch() throws SQLException, InterruptedException;
  }

  /**
   * What is to be done; SQL that the programmer writes, never a user.
   *
   * @param name under which its progress is stored
   * @param set the assignments: {@code price_cents = price * 100}
   */
  public record Job(String name, String table, String key, String set) {
    /** The rows after a key, so many of them. */
    private String batch() {
      return """
      WITH batch AS MATERIALIZED (
        SELECT %2$s AS batch_key FROM %1$s WHERE %2$s > ? ORDER BY %2$s LIMIT ? FOR NO KEY UPDATE),
      done AS (UPDATE %1$s SET %3$s FROM batch WHERE %1$s.%2$s = batch_key RETURNING 1)
      SELECT (SELECT max(batch_key) FROM batch) AS last, (SELECT count(*) FROM done) AS changed"""
          .formatted(table, key, set);
    }
  }

  /**
   * @param batch rows a transaction; a thousand or so keeps locks and bursts of WAL short
   * @param transaction what a batch may take before the server ends it
   * @param tries that may fail one after another, without a batch done between them
   */
  public record Options(int batch, BoundedTransaction transaction, int tries, Duration retryAfter) {
    public Options {
      if (batch < 1 || tries < 1) {
        throw new IllegalArgumentException(
            "batch is %d rows, tries is %d; both must be at least 1".formatted(batch, tries));
      }
    }
  }
}
