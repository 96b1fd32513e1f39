package dev.holdfast.postgres.availability;

import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/**
 * Holds callers in the middle of their work until each of them has come there, or waits for a lock
 * of one who has: whatever their threads do, none is ahead of the others. It is held under the
 * fault only; otherwise everybody passes.
 */
final class Meeting implements Faults.Opening, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5); // many steps of a slow host
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Connection server;
  private final int callers;
  private boolean convened;
  private int arrived;
  private boolean met;
  private int held;
  private int waiters;

  Meeting(DataSource dataSource, int callers) throws SQLException {
    this.server = dataSource.getConnection();
    this.callers = callers;
  }

  @Override
  public synchronized AutoCloseable open() {
    convened = true;
    return this::disperse;
  }

  /** The next round begins; nobody is at work. */
  synchronized void next() {
    arrived = 0;
    met = false;
  }

  /** A caller is in the middle of its work; who comes after the others have met, passes. */
  void arrive() {
    synchronized (this) {
      if (!convened) {
        return;
      }
      arrived++;
    }
    Awaitility.await(callers + " callers in the middle of their work")
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(this::isMet);
  }

  /** In how many rounds all were in the middle of their work at once. */
  synchronized int held() {
    return held;
  }

  /** How many waited for a lock then, in all rounds, as the server said. */
  synchronized int waiters() {
    return waiters;
  }

  @Override
  public void close() throws SQLException {
    server.close();
  }

  private synchronized void disperse() {
    convened = false;
  }

  private synchronized boolean isMet() throws SQLException {
    if (!met) {
      int waiting = waitingForALock();
      if (arrived + waiting >= callers) {
        met = true;
        held++;
        waiters += waiting;
      }
    }
    return met;
  }

  private int waitingForALock() throws SQLException {
    try (Statement statement = server.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'""")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
