package dev.holdfast.postgres.pooling;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.holdfast.harness.history.History;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.awaitility.Awaitility;

/**
 * Pods of a service, each with a pool that it fills and uses to the full, and their replacement one
 * after another. A pod that cannot start stops the replacement, as an orchestrator would.
 */
final class Deployment implements AutoCloseable {
  private static final String TOO_MANY_CONNECTIONS = "53300";
  static final int STARTS = 2; // of a pod that crashes, before the rollout is given up
  private static final int SOME = 10; // requests that show that a pod serves
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final Duration SOON = Duration.ofSeconds(5); // longer than a step takes

  private final LimitedRole role;
  private final History history;
  private final int size;
  private final Deque<Pod> running = new ArrayDeque<>();
  private long mostSessions;
  private int refusedStarts;
  private int started;
  private int replaced;
  private int served;
  private int failed;

  /**
   * @param size of each pod's pool
   */
  Deployment(LimitedRole role, History history, int size) {
    this.role = role;
    this.history = history;
    this.size = size;
  }

  /** One more pod; false when the server refused it a connection, each time. */
  boolean start() throws SQLException {
    for (int tried = 0; tried < STARTS; tried++) {
      History.Invocation start = history.invoke("pod-" + (started + 1), "start");
      try {
        Pool pool = pool();
        running.addLast(new Pod(pool, new Visitors(pool, history, size).goOnFor(SOME)));
        awaitSessions();
        started++;
        start.ok("serves");
        return true;
      } catch (PoolInitializationException e) {
        if (!(e.getCause() instanceof SQLException refusal)
            || !TOO_MANY_CONNECTIONS.equals(refusal.getSQLState())) {
          throw e;
        }
        refusedStarts++;
        start.failed(refusal.getMessage());
      }
    }
    return false;
  }

  /** Ends the oldest pod: its requests first, then its pool. */
  void stopOldest() throws SQLException {
    Pod pod = running.removeFirst();
    History.Invocation stop = history.invoke("pod-" + (started - running.size()), "stop");
    pod.close();
    stop.ok("has left");
    served += pod.visitors().served();
    failed += pod.visitors().failed();
    awaitSessions();
  }

  /**
   * Replaces every pod.
   *
   * @param startFirst one more runs for a while, or one fewer
   */
  void replaceAll(boolean startFirst) throws SQLException {
    for (int pods = running.size(); pods > 0; pods--) {
      if (!startFirst) {
        stopOldest();
      }
      if (!start()) {
        return;
      }
      replaced++;
      if (startFirst) {
        stopOldest();
      }
    }
  }

  int size() {
    return size;
  }

  int replaced() {
    return replaced;
  }

  int refusedStarts() {
    return refusedStarts;
  }

  long mostSessions() {
    return mostSessions;
  }

  /** Requests of the pods that have ended. */
  int served() {
    return served;
  }

  int failed() {
    return failed;
  }

  @Override
  public void close() throws SQLException {
    while (!running.isEmpty()) {
      stopOldest();
    }
  }

  /** Until every running pod has all its connections, and none that ended has any. */
  private void awaitSessions() {
    Awaitility.await("sessions of %d pods with %d each".formatted(running.size(), size))
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(
            () -> {
              long sessions = role.sessions();
              mostSessions = Math.max(mostSessions, sessions);
              return sessions == (long) running.size() * size;
            });
  }

  private Pool pool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(role.dataSource());
    config.setMaximumPoolSize(size);
    return Pool.of(new HikariDataSource(config));
  }

  private record Pod(Pool pool, Visitors visitors) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      visitors.close();
      pool.close();
    }
  }
}
