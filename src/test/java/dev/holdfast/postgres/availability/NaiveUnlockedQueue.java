package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Selects the next job, does it and deletes it in one transaction, and locks nothing meanwhile. */
final class NaiveUnlockedQueue {
  private final DataSource dataSource;

  NaiveUnlockedQueue(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  boolean workOne(JobQueue.Handler handler) throws SQLException {
    return Isolation.READ_COMMITTED.run(
        dataSource, connection -> workNext(connection, handler, ""));
  }

  /** Does the next job and deletes it. */
  static boolean workNext(Connection connection, JobQueue.Handler handler, String lock)
      throws SQLException {
    try (Statement next = connection.createStatement();
        PreparedStatement delete = connection.prepareStatement("DELETE FROM jobs WHERE id = ?")) {
      ResultSet job =
          next.executeQuery(
              "SELECT id, payload FROM jobs WHERE due <= now() ORDER BY due, id LIMIT 1" + lock);
      if (!job.next()) {
        return false;
      }
      handler.handle(connection, new JobQueue.Job(job.getLong("id"), job.getString("payload")));
      delete.setLong(1, job.getLong("id"));
      delete.executeUpdate();
      return true;
    }
  }
}
