package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Clients that read and write a file's tables while it runs, and an observer that asks the server
 * which of them wait for the migration.
 *
 * <p>Their writes change nothing: a row is set to what it was. Thread-safe; closed by its owner,
 * who waits for the last request.
 */
final class LiveTraffic implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final String NAME = "holdfast traffic";
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final PGSimpleDataSource database;
  private final int migration;
  private final Semaphore end = new Semaphore(0);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> running = new ArrayList<>();
  private final Map<String, Duration> waited = new HashMap<>();

  /**
   * @param count requests that the migration kept waiting, as the server saw it
   * @param longest that one of them had waited when last looked at
   */
  record Victims(int count, Duration longest) {
    static final Victims NONE = new Victims(0, Duration.ZERO);
  }

  private LiveTraffic(PGSimpleDataSource database, int migration) {
    this.database = database;
    this.migration = migration;
  }

  /** Begins to make these requests over and over, beside the session that migrates. */
  static LiveTraffic on(List<String> requests, int migration, PGSimpleDataSource database) {
    LiveTraffic traffic = new LiveTraffic(database, migration);
    if (!requests.isEmpty()) {
      for (int client = 0; client < CLIENTS; client++) {
        int first = client;
        traffic.running.add(traffic.threads.submit(() -> traffic.serve(requests, first)));
      }
      traffic.running.add(traffic.threads.submit(traffic::observe));
    }
    return traffic;
  }

  /** Those since the last call. */
  synchronized Victims take() {
    Victims victims =
        new Victims(
            waited.size(), waited.values().stream().max(Duration::compareTo).orElse(Duration.ZERO));
    waited.clear();
    return victims;
  }

  @Override
  public void close() {
    end.release(CLIENTS + 1);
    threads.close();
    for (Future<?> one : running) {
      if (one.state() == Future.State.FAILED) {
        throw new MigrationCheckException(
            "live traffic ended early: " + one.exceptionNow().getMessage(), one.exceptionNow());
      }
    }
  }

  private @Nullable Void serve(List<String> requests, int first) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET application_name = '" + NAME + "'");
      for (int turn = first; !end.tryAcquire(); turn++) {
        try {
          statement.execute(requests.get(turn % requests.size()));
        } catch (SQLException e) {
          if (connection.isClosed()) {
            throw e;
          } // else the table is gone or changed, which the previous version's statements report
        }
      }
      return null;
    }
  }

  private @Nullable Void observe() throws SQLException, InterruptedException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      while (!end.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try (ResultSet rows =
            statement.executeQuery(
                """
                SELECT pid || ' ' || query_start,
                  extract(epoch FROM clock_timestamp() - query_start) * 1000
                FROM pg_stat_activity WHERE application_name = '%s' AND state = 'active'
                  AND wait_event_type = 'Lock' AND %d = ANY (pg_blocking_pids(pid))"""
                    .formatted(NAME, migration))) {
          while (rows.next()) {
            noted(rows.getString(1), Duration.ofMillis(rows.getLong(2)));
          }
        }
      }
      return null;
    }
  }

  private synchronized void noted(String request, Duration wait) {
    waited.merge(request, wait, (one, other) -> one.compareTo(other) > 0 ? one : other);
  }
}
