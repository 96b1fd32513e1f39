package dev.holdfast.postgres.availability;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/**
 * What a failure leaves behind, which decides whether the whole transaction may be done again.
 *
 * <p>Limit: a code that is in no list is {@link #REFUSED}, so that what nobody thought of is not
 * repeated; a cancelled statement is among them, since what was too slow will be so again. Source:
 * PostgreSQL 18 manual, appendix A and section 13.5.
 */
public enum SqlFailure {
  /** The server undid everything for the sake of another transaction. */
  ROLLED_BACK,

  /** There was no session, so nothing began. */
  UNREACHABLE,

  /** The session ended. Had it come to its commit, that has happened, or has not. */
  LOST,

  /** The work itself is at fault, and would be the next time. */
  REFUSED;

  private static final String CONNECTION_EXCEPTION = "08";

  private static final Set<String> FOR_ANOTHER =
      Set.of(
          "40001", // serialization failure
          "40P01", // deadlock
          "55P03"); // lock_timeout, or NOWAIT

  private static final Set<String> NO_SESSION =
      Set.of(
          "08001", // the client could not connect
          "08004", // the server took no connection
          "53300", // too many connections
          "57P03"); // starting up, or shutting down

  private static final Set<String> SESSION_ENDED =
      Set.of(
          "40003", // whether the statement was done is unknown
          "57P01", // by an administrator
          "57P02"); // by a crash of another session

  /** Reads a failure's SQLSTATE; a pool that has no connection in time counts as no session. */
  public static SqlFailure of(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (FOR_ANOTHER.contains(state)) {
      return ROLLED_BACK;
    }
    if (NO_SESSION.contains(state) || e instanceof SQLTransientConnectionException) {
      return UNREACHABLE;
    }
    if (SESSION_ENDED.contains(state) || state.startsWith(CONNECTION_EXCEPTION)) {
      return LOST;
    }
    return REFUSED;
  }

  /**
   * Whether it may be done again.
   *
   * @param idempotent whether doing it twice is as good as once: a read, or a write with a key
   */
  boolean mayRetry(boolean idempotent) {
    return switch (this) {
      case ROLLED_BACK, UNREACHABLE -> true;
      case LOST -> idempotent;
      case REFUSED -> false;
    };
  }

  /** Whether it tells of the server or the way to it, and not of the work. */
  boolean isOutage() {
    return this == UNREACHABLE || this == LOST;
  }
}
