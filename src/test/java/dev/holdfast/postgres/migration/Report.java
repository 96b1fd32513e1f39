package dev.holdfast.postgres.migration;

import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that has read a table and stays open: it blocks no query, only who wants to change
 * the table.
 */
final class Report implements Faults.Opening, AutoCloseable {
  private final DataSource dataSource;
  private final String table;
  private @Nullable Connection reading;
  private int backend;
  private @Nullable Long waitedForSince;
  private Duration held = Duration.ZERO;

  Report(DataSource dataSource, String table) {
    this.dataSource = dataSource;
    this.table = table;
  }

  /** Reads the table, and keeps its transaction open until what is returned is closed. */
  @Override
  public AutoCloseable open() throws SQLException {
    Connection connection = dataSource.getConnection();
    reading = connection;
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT pg_backend_pid(), count(*) FROM " + table)) {
      rows.next();
      backend = rows.getInt(1);
    }
    return this;
  }

  /**
   * Whether the server has, or had at an earlier call, a session wait for a lock that this
   * transaction holds.
   */
  boolean wasWaitedFor() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement waiters =
            connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))")) {
      waiters.setInt(1, backend);
      ResultSet rows = waiters.executeQuery();
      rows.next();
      if (waitedForSince == null && rows.getInt(1) > 0) {
        waitedForSince = System.nanoTime();
      }
      return waitedForSince != null;
    }
  }

  /**
   * How long it has held the table since somebody was first seen to wait for it; zero when nobody
   * was.
   */
  Duration held() {
    if (reading != null && waitedForSince != null) {
      held = Duration.ofNanos(System.nanoTime() - waitedForSince);
    }
    return held;
  }

  /** Ends the transaction; a second call does nothing. */
  @Override
  public void close() throws SQLException {
    if (reading != null) {
      held(); // for the last time
      reading.close();
      reading = null;
    }
  }
}
