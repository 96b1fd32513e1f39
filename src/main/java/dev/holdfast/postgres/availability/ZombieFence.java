package dev.holdfast.postgres.availability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Ends a transaction whose client has lost touch with it, so that a retry does not wait for what
 * its own predecessor still holds.
 *
 * <p>A server that hears nothing more of a client keeps its transaction, and its locks, until TCP
 * gives up: two hours by default. The session is found by its transaction's number, not by its
 * process: behind a pooler the process may serve a stranger by now, and {@code getBackendPID()} is
 * the pooler's own number.
 *
 * <p>Limits: the asking role must be the session's own, or have {@code pg_read_all_stats} and
 * {@code pg_signal_backend}; a commit that waits for a synchronous standby is left alone, since
 * ending it would commit it here alone; a prepared transaction has no session. Thread-safe. Source:
 * PostgreSQL 18 manual, {@code pg_terminate_backend} and {@code pg_stat_activity.backend_xid}.
 */
public final class ZombieFence {
  private final Duration within;
  private final Counter ended;

  /**
   * Makes a fence.
   *
   * @param within how long a session may take to end once it was told to
   */
  public ZombieFence(Duration within, MeterRegistry meters) {
    if (within.toMillis() < 1) {
      throw new IllegalArgumentException(
          "within is " + within + "; it must be at least 1 ms, try 5 s");
    }
    this.within = within;
    this.ended = meters.counter("transaction.zombies.ended");
  }

  /**
   * Ends the session that runs the transaction, and waits until it is gone. The connection leads to
   * the mark's own server.
   *
   * @return whether a session was ended
   */
  boolean end(Connection connection, TransactionMark mark) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT pg_terminate_backend(pid, ?) FROM pg_stat_activity
            WHERE backend_xid = CAST(? AS xid8)::xid AND wait_event IS DISTINCT FROM 'SyncRep'""")) {
      query.setLong(1, within.toMillis());
      query.setString(2, String.valueOf(mark.xid()));
      try (ResultSet row = query.executeQuery()) {
        boolean gone = row.next() && row.getBoolean(1);
        ended.increment(gone ? 1 : 0);
        return gone;
      }
    }
  }
}
