package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Writers that each have one statement to run, at once and on connections of their own, and how
 * many of them the server has wait for a session of another application name.
 */
final class Writers implements AutoCloseable {
  private static final String NAME = "writer";
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final Duration SOON = Duration.ofSeconds(5); // than any statement here, unblocked

  private final PGSimpleDataSource dataSource;
  private final List<Connection> connections = new ArrayList<>();
  private final List<Future<Integer>> writing = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Writers(PGSimpleDataSource dataSource) {
    dataSource.setApplicationName(NAME);
    this.dataSource = dataSource;
  }

  /** Lets them all write, a statement each. */
  Writers write(List<String> statements) throws SQLException {
    for (String sql : statements) {
      Connection connection = dataSource.getConnection();
      connections.add(connection);
      writing.add(
          threads.submit(
              () -> {
                try (Statement statement = connection.createStatement()) {
                  return statement.executeUpdate(sql);
                }
              }));
    }
    return this;
  }

  /** How many the other one blocks, once each has either written or is seen to wait. */
  int blockedBy(String application) {
    return Awaitility.await("each writer has written, or waits for " + application)
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(
            () -> waitingFor(application),
            waiting -> waiting + writing.stream().filter(Future::isDone).count() == writing.size());
  }

  /** The rows written by all of them, once none is blocked any more. */
  int written() throws InterruptedException, ExecutionException {
    int rows = 0;
    for (Future<Integer> writer : writing) {
      rows += writer.get();
    }
    return rows;
  }

  private int waitingFor(String application) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement question =
            connection.prepareStatement(
                """
                SELECT count(*) FROM pg_stat_activity waiting
                WHERE application_name = ? AND datname = current_database() AND EXISTS (
                  SELECT FROM pg_stat_activity other WHERE other.application_name = ?
                    AND other.pid = ANY (pg_blocking_pids(waiting.pid)))""")) {
      question.setString(1, NAME);
      question.setString(2, application);
      ResultSet rows = question.executeQuery();
      rows.next();
      return rows.getInt(1);
    }
  }

  @Override
  public void close() throws SQLException {
    threads.close();
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
