package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Marks a job as taken and commits that, so that nobody else takes it; then does it, and deletes
 * it.
 */
final class NaiveMarkedJobs {
  private final DataSource dataSource;

  NaiveMarkedJobs(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  boolean workOne(JobQueue.Handler handler) throws SQLException {
    Optional<JobQueue.Job> taken = Isolation.READ_COMMITTED.run(dataSource, NaiveMarkedJobs::mark);
    if (taken.isEmpty()) {
      return false;
    }
    return Isolation.READ_COMMITTED.run(
        dataSource,
        connection -> {
          handler.handle(connection, taken.get());
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM jobs WHERE id = ?")) {
            delete.setLong(1, taken.get().id());
            return delete.executeUpdate() == 1;
          }
        });
  }

  /** A job that is taken is due never, which says that somebody is at it. */
  private static Optional<JobQueue.Job> mark(Connection connection) throws SQLException {
    try (Statement mark = connection.createStatement()) {
      ResultSet job =
          mark.executeQuery(
              """
              UPDATE jobs SET due = 'infinity' WHERE id = (
                SELECT id FROM jobs WHERE due <= now()
                ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED)
              RETURNING id, payload""");
      return job.next()
          ? Optional.of(new JobQueue.Job(job.getLong("id"), job.getString("payload")))
          : Optional.empty();
    }
  }
}
