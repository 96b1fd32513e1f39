package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What a {@link JobQueue} asks of its table; each in the transaction of the worker. */
final class JobTable {
  private JobTable() {}

  /** The next job that is due and that nobody is at; locked from now on. */
  static Optional<JobQueue.Job> take(Connection connection) throws SQLException {
    try (PreparedStatement next =
        connection.prepareStatement(
            """
            SELECT id, payload FROM jobs WHERE due <= now() AND NOT given_up
            ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED""")) {
      ResultSet job = next.executeQuery();
      return job.next()
          ? Optional.of(new JobQueue.Job(job.getLong("id"), job.getString("payload")))
          : Optional.empty();
    }
  }

  /** The job is done. */
  static void strike(Connection connection, JobQueue.Job job) throws SQLException {
    try (PreparedStatement strike = connection.prepareStatement("DELETE FROM jobs WHERE id = ?")) {
      strike.setLong(1, job.id());
      strike.executeUpdate();
    }
  }

  /** The job failed: it is due later, or given up. */
  static void putOff(
      Connection connection, JobQueue.Job job, JobQueue.Options options, Exception why)
      throws SQLException {
    try (PreparedStatement putOff =
        connection.prepareStatement(
            """
            UPDATE jobs SET failures = failures + 1, last_error = ?, given_up = failures + 1 >= ?,
              due = now() + ? * interval '1 millisecond' WHERE id = ?""")) {
      putOff.setString(1, why.toString());
      putOff.setInt(2, options.tries());
      putOff.setLong(3, options.retryAfter().toMillis());
      putOff.setLong(4, job.id());
      putOff.executeUpdate();
    }
  }
}
