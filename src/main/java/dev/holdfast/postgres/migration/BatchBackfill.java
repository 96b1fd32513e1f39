package dev.holdfast.postgres.migration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Rewrites every row of a table in short transactions, and goes on where it was after a lost
 * connection or a crash.
 *
 * <p>A batch and the progress it makes are one transaction, so what is stored is always what was
 * done: a batch whose commit got no answer is neither repeated nor skipped. Batches follow the key;
 * rows are locked in its order.
 *
 * <p>It does not run twice at once: the newest run takes the job over, and an older one stops with
 * {@link MigrationStoppedException} before its next batch. Limits: the key is a unique, indexed
 * {@code bigint} and never updated; a row inserted behind the cursor is not visited, nor is a value
 * written there kept up to date (see {@link DualWriteColumnSwap}); a half-open connection is
 * noticed by the driver's {@code socketTimeout} only.
 *
 * <p>Thread-safe. Source: keyset batches as in pgroll's and GitLab's background migrations;
 * "transactional progress" as in Kleppmann, Designing Data-Intensive Applications, chapter 11, on
 * atomic commit of offsets and results.
 */
final class BatchBackfill {
  private final DataSource dataSource;
  private final Job job;
  private final Options options;
  private final Pace pace;
  private final Pause pause;
  private final Counter rows;
  private final Counter retries;

  BatchBackfill(
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
   * Works until no row is left; at once when an earlier run got there.
   *
   * @throws MigrationStoppedException when a newer run took over, or nothing went right for {@code
   *     tries} times in a row
   */
  void run() throws SQLException, InterruptedException {
    String run = UUID.randomUUID().toString();
    boolean ours = false;
    int failures = 0;
    boolean more = true;
    while (more) {
      try {
        if (!ours) {
          ours = options.transaction().on(dataSource, connection -> takeOver(connection, run));
        }
        pace.beforeBatch();
        OptionalLong changed =
            options.transaction().on(dataSource, connection -> batch(connection, run));
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

  /**
   * Says whose the job is from now on. Repeating it does no harm, so its outcome need not be known.
   */
  private boolean takeOver(Connection connection, String run) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS backfill_progress (
            job text PRIMARY KEY, run text NOT NULL, last_key bigint NOT NULL DEFAULT -9223372036854775808,
            rows_done bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false)""");
    }
    try (PreparedStatement claim =
        connection.prepareStatement(
            "INSERT INTO backfill_progress (job, run) VALUES (?, ?) ON CONFLICT (job) DO UPDATE SET run = EXCLUDED.run")) {
      claim.setString(1, job.name());
      claim.setString(2, run);
      return claim.executeUpdate() == 1;
    }
  }

  /**
   * One batch and its progress: how many rows it changed, or empty when none is left. Holds the
   * lock on the progress to the end.
   */
  private OptionalLong batch(Connection connection, String run) throws SQLException {
    try (PreparedStatement progress =
            connection.prepareStatement(
                "SELECT last_key, run, finished FROM backfill_progress WHERE job = ? FOR UPDATE");
        PreparedStatement work = connection.prepareStatement(job.batch());
        PreparedStatement advance =
            connection.prepareStatement(
                """
                UPDATE backfill_progress
                SET last_key = COALESCE(?, last_key), rows_done = rows_done + ?, finished = ? WHERE job = ?""")) {
      progress.setString(1, job.name());
      ResultSet at = progress.executeQuery();
      if (!at.next() || !run.equals(at.getString("run"))) {
        throw new MigrationStoppedException(
            "backfill %s: a newer run has taken it over; leave it to that one"
                .formatted(job.name()));
      }
      if (at.getBoolean("finished")) {
        return OptionalLong.empty();
      }
      work.setLong(1, at.getLong("last_key"));
      work.setInt(2, options.batch());
      ResultSet done = work.executeQuery();
      done.next();
      Long last = done.getObject("last", Long.class);
      long changed = done.getLong("changed");
      advance.setObject(1, last, Types.BIGINT);
      advance.setLong(2, changed);
      advance.setBoolean(3, last == null);
      advance.setString(4, job.name());
      advance.executeUpdate();
      return last == null ? OptionalLong.empty() : OptionalLong.of(changed);
    }
  }

  /**
   * Called before each batch, outside of any transaction: where an operator slows it down, for
   * instance while replicas lag.
   */
  @FunctionalInterface
  interface Pace {
    void beforeBatch() throws InterruptedException;
  }

  /**
   * What is to be done; SQL that the programmer writes, never a user.
   *
   * @param name under which its progress is stored
   * @param set the assignments: {@code price_cents = price * 100}
   */
  record Job(String name, String table, String key, String set) {
    /** The rows after the last key of the batch before. */
    private String batch() {
      return """
          WITH batch AS MATERIALIZED (
            SELECT %2$s AS batch_key FROM %1$s WHERE %2$s > ? ORDER BY %2$s LIMIT ? FOR NO KEY UPDATE),
          done AS (
            UPDATE %1$s SET %3$s FROM batch WHERE %1$s.%2$s = batch_key RETURNING 1)
          SELECT (SELECT max(batch_key) FROM batch) AS last, (SELECT count(*) FROM done) AS changed"""
          .formatted(table, key, set);
    }
  }

  /**
   * @param batch rows a transaction; a thousand or so keeps locks and WAL bursts short
   * @param transaction what a batch may take before the server ends it
   * @param tries that may fail one after another, without a batch done between them
   */
  record Options(int batch, BoundedTransaction transaction, int tries, Duration retryAfter) {
    Options {
      if (batch < 1 || tries < 1) {
        throw new IllegalArgumentException(
            "batch is %d rows, tries is %d; both must be at least 1".formatted(batch, tries));
      }
    }
  }
}
