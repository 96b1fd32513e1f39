package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Runs a statement and tells what it did to each table: how it was locked, whether it was rewritten
 * or read, which indexes were built. It asks the server, and no list of rules.
 *
 * <p>The server's debug messages tell a part only. So this compares: the files of tables and
 * indexes ({@code pg_relation_filenode}), the counters of rows read, and the session's own locks
 * before its transaction ends. What must not be in a transaction is stopped on its way by a {@link
 * Roadblock}, and its locks are read there. Judge lock × work, never milliseconds: an empty table
 * is scanned in no time.
 *
 * <p>Limits: for a database of one's own, with rows in it: a table without rows has none to be
 * read, and outside of a transaction the counters are the whole database's; row locks and the work
 * of deferred constraints are not told, nor what a server before PostgreSQL 14 does. Leaves the
 * session without parallel workers, whose reading it would not see. Thread-safe, a connection at a
 * time. Source: PostgreSQL 18 manual, "The Cumulative Statistics System", {@code pg_locks}.
 */
public final class MigrationTraceOracle {
  private static final Set<String> NEEDS_NO_TRANSACTION =
      Set.of(
          "25001", // it cannot run in a transaction block
          "2D000"); // a procedure that commits

  private final DataSource dataSource;
  private final Pause pause;

  /**
   * @param dataSource of the same database, for the sessions that stand in the way
   */
  public MigrationTraceOracle(DataSource dataSource, Pause pause) {
    this.dataSource = dataSource;
    this.pause = pause;
  }

  /**
   * Runs one statement: in the transaction of the connection, where that does not commit by itself;
   * else in one of its own, which is committed; else outside of any, where the server demands that.
   *
   * @throws SQLException as the statement does; it has done nothing then, but for what it does
   *     outside of a transaction
   */
  public StatementTrace trace(Connection connection, String sql)
      throws SQLException, InterruptedException {
    try (Statement setting = connection.createStatement()) {
      setting.execute("SET max_parallel_maintenance_workers = 0");
      setting.execute("SET max_parallel_workers_per_gather = 0");
    }
    if (!connection.getAutoCommit()) {
      return watched(connection, sql);
    }
    connection.setAutoCommit(false);
    try (Ending _ = () -> connection.setAutoCommit(true)) {
      try (Ending _ = connection::rollback) { // of what is left when it was not committed
        StatementTrace trace = watched(connection, sql);
        connection.commit();
        return trace;
      }
    } catch (SQLException e) {
      if (!NEEDS_NO_TRANSACTION.contains(e.getSQLState())) {
        throw e;
      }
    }
    return watched(connection, sql);
  }

  private StatementTrace watched(Connection connection, String sql)
      throws SQLException, InterruptedException {
    try (StatementWatch watch =
        StatementWatch.begin(connection, dataSource, pause, Roadblock.Queued.NOTHING)) {
      List<String> messages = execute(connection, sql);
      return new StatementTrace(
          sql, !connection.getAutoCommit(), watch.end().relations(), messages);
    }
  }

  private static List<String> execute(Connection connection, String sql) throws SQLException {
    List<String> messages = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      for (SQLWarning one = statement.getWarnings(); one != null; one = one.getNextWarning()) {
        messages.add(String.valueOf(one.getMessage()));
      }
    }
    return messages;
  }

  private interface Ending extends AutoCloseable {
    @Override
    void close() throws SQLException;
  }
}
