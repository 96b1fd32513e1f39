package dev.holdfast.postgres.availability;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Connections that let a scenario in on the first connection's COMMIT, right before it is sent and
 * right after it has returned, and tell it of every further connection. For one story at a time.
 */
final class WatchedCommits {
  private DataSource route;
  private Watcher watcher = new Watcher() {};
  private int connections;
  private int failed;

  WatchedCommits(DataSource route) {
    this.route = route;
  }

  /** What the scenario does when. */
  interface Watcher {
    default void beforeCommit() {}

    default void afterCommit() {}

    default void beforeAnotherConnection() {}
  }

  /** The next connection is the first of a new story. */
  void begin(DataSource over, Watcher told) {
    route = over;
    watcher = told;
    connections = 0;
  }

  /** Watched commits that threw so far. */
  int failed() {
    return failed;
  }

  /** Another connection of the story. */
  Connection connection() throws SQLException {
    if (connections++ > 0) {
      watcher.beforeAnotherConnection();
      return route.getConnection();
    }
    Connection first = route.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("commit")) {
                commit(first);
                return null;
              }
              try {
                return method.invoke(first, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void commit(Connection first) throws SQLException {
    watcher.beforeCommit();
    try {
      first.commit();
    } catch (SQLException e) {
      failed++;
      throw e;
    }
    watcher.afterCommit();
  }
}
