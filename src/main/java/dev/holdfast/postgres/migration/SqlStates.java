package dev.holdfast.postgres.migration;

import java.sql.SQLException;
import java.util.Set;

/**
 * What PostgreSQL's error codes say about trying again.
 *
 * <p>Source: PostgreSQL 18, appendix A, "PostgreSQL Error Codes".
 */
final class SqlStates {
  /** Class 08: the connection could not be made, or broke. */
  private static final String CONNECTION_EXCEPTION = "08";

  /** Class 23: a row violates a constraint. */
  private static final String INTEGRITY_CONSTRAINT_VIOLATION = "23";

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** The work was rolled back through no fault of its own. */
  private static final Set<String> ROLLED_BACK =
      Set.of(
          "40001", // serialization failure
          "40P01", // deadlock
          "25P03", // idle in transaction for too long: a client that was stalled
          "25P04"); // transaction_timeout

  /** The server ended the session, or takes none at the moment. */
  private static final Set<String> SESSION_ENDED =
      Set.of(
          "57P01", // ended by an administrator
          "57P02", // crash
          "57P03", // starting up or shutting down
          "53300"); // too many connections

  private SqlStates() {}

  /** A lock was not to be had within {@code lock_timeout}, or by {@code NOWAIT}. */
  static boolean lockNotAvailable(SQLException e) {
    return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
  }

  /** The role may not do that. */
  static boolean notPermitted(SQLException e) {
    return INSUFFICIENT_PRIVILEGE.equals(e.getSQLState());
  }

  /** A row violates a constraint: to try again does not help. */
  static boolean rowRefused(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith(INTEGRITY_CONSTRAINT_VIOLATION);
  }

  /**
   * The same transaction may succeed on another connection. After a lost connection its outcome may
   * be unknown: only for work that asks the database whether it was done.
   */
  static boolean mayPass(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && (state.startsWith(CONNECTION_EXCEPTION)
            || lockNotAvailable(e)
            || ROLLED_BACK.contains(state)
            || SESSION_ENDED.contains(state));
  }
}
