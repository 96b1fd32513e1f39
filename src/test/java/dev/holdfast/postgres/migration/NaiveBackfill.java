package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** One UPDATE over the whole table, begun again when its connection is lost. */
final class NaiveBackfill {
  private final DataSource dataSource;
  private final BatchBackfill.Job job;
  private final int tries;
  private final Duration retryAfter;

  NaiveBackfill(DataSource dataSource, BatchBackfill.Job job, int tries, Duration retryAfter) {
    this.dataSource = dataSource;
    this.job = job;
    this.tries = tries;
    this.retryAfter = retryAfter;
  }

  void run() throws SQLException, InterruptedException {
    for (int tried = 1; ; tried++) {
      try (Connection connection = dataSource.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("UPDATE %s SET %s".formatted(job.table(), job.set()));
        return;
      } catch (SQLException e) {
        if (!SqlStates.mayPass(e) || tried >= tries) {
          throw e;
        }
      }
      Pause.interruptible().await(retryAfter);
    }
  }
}
