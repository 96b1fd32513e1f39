package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import dev.holdfast.postgres.migration.StatementTrace.Locks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
      return inTransaction(connection, sql);
    }
    connection.setAutoCommit(false);
    try (Ending _ = () -> connection.setAutoCommit(true)) {
      try (Ending _ = connection::rollback) { // of what is left when it was not committed
        StatementTrace trace = inTransaction(connection, sql);
        connection.commit();
        return trace;
      }
    } catch (SQLException e) {
      if (!NEEDS_NO_TRANSACTION.contains(e.getSQLState())) {
        throw e;
      }
    }
    return outsideOfTransaction(connection, sql);
  }

  private StatementTrace inTransaction(Connection connection, String sql) throws SQLException {
    int pid = pid(connection);
    CatalogueSnapshot before = CatalogueSnapshot.of(connection);
    Locks carried = new Locks(CatalogueSnapshot.locks(connection, pid));
    List<String> messages = execute(connection, sql);
    Locks taken = new Locks(CatalogueSnapshot.locks(connection, pid)).without(carried);
    CatalogueSnapshot after = CatalogueSnapshot.of(connection);
    return new StatementTrace(
        sql, true, StatementTrace.between(before, after, carried, taken), messages);
  }

  private StatementTrace outsideOfTransaction(Connection connection, String sql)
      throws SQLException, InterruptedException {
    int pid = pid(connection);
    CatalogueSnapshot before = CatalogueSnapshot.of(connection);
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
        Roadblock roadblock = new Roadblock(dataSource, pause)) { // closed first: the thread ends
      Future<List<String>> running = thread.submit(() -> execute(connection, sql));
      Locks asked = new Locks(roadblock.watch(pid, running));
      List<String> messages = running.get();
      CatalogueSnapshot after = CatalogueSnapshot.of(connection);
      return new StatementTrace(
          sql, false, StatementTrace.between(before, after, new Locks(Map.of()), asked), messages);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException refused) {
        throw refused;
      }
      throw new IllegalStateException("could not run " + sql, e);
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

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
      pid.next();
      return pid.getInt(1);
    }
  }

  private interface Ending extends AutoCloseable {
    @Override
    void close() throws SQLException;
  }
}
