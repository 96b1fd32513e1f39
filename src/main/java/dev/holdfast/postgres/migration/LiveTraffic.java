package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigratedStatement.Victims;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Clients that read and write a file's tables while it runs, and an observer that asks the server
 * which of them wait for the migration.
 *
 * <p>Their writes change nothing: a row is set to what it was. Limit: a client makes one request at
 * a time, so a lock keeps no more requests waiting than there are clients. Thread-safe; closed by
 * its owner, who waits for the last request.
 */
final class LiveTraffic implements AutoCloseable {
  static final int CLIENTS = 4;

  private static final String NAME = "holdfast traffic";
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final PGSimpleDataSource database;
  private final List<String> requests;
  private final int migration;
  private final TrafficClients clients;
  private final Semaphore end = new Semaphore(0);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> running = new ArrayList<>();

  private LiveTraffic(PGSimpleDataSource database, List<String> requests, int migration) {
    this.database = database;
    this.requests = requests;
    this.migration = migration;
    this.clients = new TrafficClients(CLIENTS, requests.size());
  }

  /** Begins to make these requests beside the session that migrates. */
  static LiveTraffic of(TrafficRequests requests, int migration, PGSimpleDataSource database) {
    LiveTraffic traffic = new LiveTraffic(database, requests.all(), migration);
    if (!requests.all().isEmpty()) {
      for (int client = 0; client < CLIENTS; client++) {
        int first = client;
        traffic.running.add(
            traffic.threads.submit(() -> traffic.serve(first, requests.uncounted())));
      }
      traffic.running.add(traffic.threads.submit(traffic::observe));
    }
    return traffic;
  }

  /** Those since the last call. */
  Victims take() {
    return clients.take();
  }

  /** See {@link TrafficClients#settle}. */
  void settle() throws InterruptedException {
    if (!running.isEmpty()) {
      clients.settle(() -> running.stream().anyMatch(Future::isDone));
    }
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

  private @Nullable Void serve(int first, boolean uncounted) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      int pid = connection.unwrap(PGConnection.class).getBackendPID();
      clients.joined(pid);
      statement.execute("SET application_name = '" + NAME + "'");
      if (uncounted) {
        statement.execute("SET track_counts = off");
      }
      for (int turn = first; !end.tryAcquire(); turn++) {
        try {
          statement.execute(requests.get(turn % requests.size()));
        } catch (SQLException e) {
          if (connection.isClosed()) {
            throw e;
          } // else the table is gone or changed, which the previous version's statements report
        }
        clients.served(pid);
      }
      return null;
    }
  }

  private @Nullable Void observe() throws SQLException, InterruptedException {
    try (Connection connection = database.getConnection()) {
      while (!end.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        clients.seen(WaitingRequest.of(connection, NAME, migration));
      }
      return null;
    }
  }
}
