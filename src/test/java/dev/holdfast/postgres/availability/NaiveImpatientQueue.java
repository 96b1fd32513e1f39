package dev.holdfast.postgres.availability;

import java.sql.SQLException;
import javax.sql.DataSource;

/** Rolls back when a job fails, so that it is the next one again. */
final class NaiveImpatientQueue {
  private final DataSource dataSource;

  NaiveImpatientQueue(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  boolean workOne(JobQueue.Handler handler) throws SQLException {
    return Isolation.READ_COMMITTED.run(
        dataSource,
        connection -> NaiveUnlockedQueue.workNext(connection, handler, " FOR UPDATE SKIP LOCKED"));
  }
}
