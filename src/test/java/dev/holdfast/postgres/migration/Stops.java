package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/**
 * Rows of a {@link Workpiece} at which the work has to wait until it is let pass: what happens to
 * it meanwhile, happens in mid-batch for certain. A stop is an advisory lock of this connection
 * that the table's trigger asks for.
 */
final class Stops implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Connection connection;

  Stops(DataSource dataSource, List<Integer> rows) throws SQLException {
    connection = dataSource.getConnection();
    for (int row : rows) {
      stopAt(row);
    }
  }

  /** From now on the work waits there, until what is returned is closed. */
  AutoCloseable stopAt(int row) throws SQLException {
    tell("SELECT pg_advisory_lock(?)", row);
    return () -> letPass(row);
  }

  void awaitArrival(int row, Duration limit) {
    Awaitility.await("the work gets to row " + row)
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(() -> isAt(row));
  }

  /** Whether a session waits at this row, as the server knows. */
  synchronized boolean isAt(int row) throws SQLException {
    try (PreparedStatement waiters =
        connection.prepareStatement(
            """
            SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = ?
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""")) {
      waiters.setInt(1, row);
      ResultSet rows = waiters.executeQuery();
      rows.next();
      return rows.getInt(1) > 0;
    }
  }

  void letPass(int row) throws SQLException {
    tell("SELECT pg_advisory_unlock(?)", row);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private synchronized void tell(String sql, long row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, row);
      statement.execute();
    }
  }
}
