package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Stops a statement that takes several transactions, wherever it waits for a session that stands in
 * its way with a lock and a snapshot; tries the tables' locks there; and lets it go on to the next
 * such place, where a session that came later stands.
 *
 * <p>That it waits is known from what it reports of itself in {@code pg_stat_activity}. The session
 * in the way refuses modes too: one that only reads refuses just what every lock refuses, and
 * behind one in SHARE UPDATE EXCLUSIVE mode only such a statement waits and refuses no more.
 */
final class Parking implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(2);
  private static final String WAITS =
      "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = ?";

  private final DataSource dataSource;
  private final LockProbe probe;
  private final Connection outside;
  private final Pause pause = Pause.interruptible();

  Parking(DataSource dataSource, LockProbe probe) throws SQLException {
    this.dataSource = dataSource;
    this.probe = probe;
    this.outside = dataSource.getConnection();
  }

  /**
   * Runs the statement behind sessions with that lock on each of the tables.
   *
   * @return the strongest lock on each table of all places where it waited; empty where it never
   *     did
   */
  Map<Long, LockMode> behind(String lock, Collection<Long> tables, Connection migrating, String sql)
      throws Exception {
    Map<Long, LockMode> held = new TreeMap<>();
    int pid = migrating.unwrap(PGConnection.class).getBackendPID();
    Connection standing = standing(lock, tables, true);
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> running = thread.submit(() -> execute(migrating, sql));
      try {
        while (!running.isDone()) {
          if (waits(pid)) {
            for (long table : tables) {
              held.merge(table, probe.refused(table).held(), LockMode::or);
            }
            Connection next = standing(lock, tables, false);
            standing.close();
            standing = next;
          } else {
            pause.await(LOOK_EVERY);
          }
        }
      } finally {
        standing.close(); // before the thread is waited for, which waits for it
      }
      running.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("could not run " + sql, e);
    }
    return held;
  }

  /**
   * A view's lock is left. The first session gets all others, though a session that has just been
   * closed may hold them for a moment; a later one leaves what the statement asks for already.
   */
  private Connection standing(String lock, Collection<Long> tables, boolean first)
      throws SQLException {
    String left = first ? "wrong_object_type" : "lock_not_available OR wrong_object_type";
    Connection connection = dataSource.getConnection();
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ); // one snapshot
      statement.execute("SET LOCAL lock_timeout = '5s'"); // rather than for ever; a moment is meant
      for (long table : tables) {
        statement.execute(
            """
            DO $$ BEGIN
              EXECUTE format('LOCK TABLE ONLY %%s IN %s MODE%s', %d::regclass);
            EXCEPTION WHEN %s THEN NULL;
            END $$"""
                .formatted(lock, first ? "" : " NOWAIT", table, left));
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private boolean waits(int pid) throws SQLException {
    try (PreparedStatement question = outside.prepareStatement(WAITS)) {
      question.setInt(1, pid);
      ResultSet answer = question.executeQuery();
      return answer.next() && answer.getBoolean(1);
    }
  }

  private static @Nullable Void execute(Connection migrating, String sql) throws SQLException {
    try (Statement statement = migrating.createStatement()) {
      statement.execute(sql);
    }
    return null;
  }

  @Override
  public void close() throws SQLException {
    outside.close();
  }
}
