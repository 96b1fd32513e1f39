package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * How far a backfill has come, and which run it belongs to: one row of {@code backfill_progress}.
 *
 * <p>Each method works in its caller's transaction, so that the progress is stored with what it
 * tells of, or not at all. The row stays locked from {@link #lastKey} to the end of the
 * transaction: two runs never work on one batch. Immutable, thread-safe.
 */
final class BackfillProgress {
  private final String job;
  private final String run = UUID.randomUUID().toString();

  BackfillProgress(String job) {
    this.job = job;
  }

  /** The job is this run's from now on. To repeat it does no harm: its outcome may be unknown. */
  boolean takeOver(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS backfill_progress (
            job text PRIMARY KEY, run text NOT NULL,
            last_key bigint NOT NULL DEFAULT -9223372036854775808,
            rows_done bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false)""");
    }
    try (PreparedStatement claim =
        connection.prepareStatement(
            """
            INSERT INTO backfill_progress (job, run) VALUES (?, ?)
            ON CONFLICT (job) DO UPDATE SET run = EXCLUDED.run""")) {
      claim.setString(1, job);
      claim.setString(2, run);
      return claim.executeUpdate() == 1;
    }
  }

  /**
   * The last key that was done; empty when all are.
   *
   * @throws MigrationStoppedException when a newer run took the job over
   */
  OptionalLong lastKey(Connection connection) throws SQLException {
    try (PreparedStatement progress =
        connection.prepareStatement(
            "SELECT last_key, run, finished FROM backfill_progress WHERE job = ? FOR UPDATE")) {
      progress.setString(1, job);
      ResultSet at = progress.executeQuery();
      if (!at.next() || !run.equals(at.getString("run"))) {
        throw new MigrationStoppedException(
            "backfill %s: a newer run has taken it over; leave it to that one".formatted(job));
      }
      return at.getBoolean("finished")
          ? OptionalLong.empty()
          : OptionalLong.of(at.getLong("last_key"));
    }
  }

  /** A batch up to this key was done. */
  void advance(Connection connection, long lastKey, long rows) throws SQLException {
    try (PreparedStatement advance =
        connection.prepareStatement(
            """
            UPDATE backfill_progress SET last_key = ?, rows_done = rows_done + ?
            WHERE job = ?""")) {
      advance.setLong(1, lastKey);
      advance.setLong(2, rows);
      advance.setString(3, job);
      advance.executeUpdate();
    }
  }

  /** No row is left. */
  void finish(Connection connection) throws SQLException {
    try (PreparedStatement finish =
        connection.prepareStatement("UPDATE backfill_progress SET finished = true WHERE job = ?")) {
      finish.setString(1, job);
      finish.executeUpdate();
    }
  }
}
