package dev.holdfast.postgres.migration;

import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/**
 * Clients that query a table all the time, each on a connection of its own, and how long the
 * unluckiest of them waited.
 */
final class Traffic implements AutoCloseable {
  /**
   * Often enough that a stall of a tenth of a second meets every client; leaves a small host idle
   * most of the time.
   */
  private static final Duration BETWEEN_QUERIES = Duration.ofMillis(4);

  /**
   * Longer than a query takes on a busy host: on the timeline, what waited stands out of what was
   * served.
   */
  private static final Duration WORTH_TELLING = Duration.ofMillis(100);

  private static final Duration SERVED_WITHIN = Duration.ofSeconds(5);

  private final History history;
  private final List<Connection> connections = new ArrayList<>();
  private final ScheduledExecutorService clients;
  private final List<Future<?>> asking = new ArrayList<>();
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong longestNanos = new AtomicLong();

  Traffic(DataSource dataSource, History history, List<String> queries) throws SQLException {
    this.history = history;
    this.clients =
        Executors.newScheduledThreadPool(
            queries.size(), Thread.ofVirtual().name("client-", 1).factory());
    for (int client = 1; client <= queries.size(); client++) {
      Connection connection = dataSource.getConnection();
      connections.add(connection);
      String name = "client-" + client;
      String sql = queries.get(client - 1);
      asking.add(
          clients.scheduleWithFixedDelay(
              () -> query(name, connection, sql),
              0,
              BETWEEN_QUERIES.toMillis(),
              TimeUnit.MILLISECONDS));
    }
  }

  /** Waits until so many more queries were answered. */
  Traffic goesOnFor(int queries) {
    int enough = served.get() + queries;
    Awaitility.await(queries + " more queries are answered")
        .atMost(SERVED_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(BETWEEN_QUERIES)
        .until(() -> served.get() >= enough);
    return this;
  }

  int served() {
    return served.get();
  }

  int failed() {
    return failed.get();
  }

  /** The longest time that any query took so far, from the call to its answer. */
  Duration longest() {
    return Duration.ofNanos(longestNanos.get());
  }

  @Override
  public void close() throws SQLException {
    asking.forEach(client -> client.cancel(false));
    clients.close();
    for (Connection connection : connections) {
      connection.close();
    }
  }

  private void query(String client, Connection connection, String sql) {
    History.Invocation query = history.invoke(client, "query");
    long began = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      served.incrementAndGet();
    } catch (SQLException e) {
      failed.incrementAndGet();
      query.failed(e.getMessage());
    }
    long took = System.nanoTime() - began;
    longestNanos.accumulateAndGet(took, Math::max);
    if (took > WORTH_TELLING.toNanos()) {
      query.ok("answered after " + Duration.ofNanos(took).toMillis() + " ms");
    }
  }
}
