package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a session waits for because of another one.
 *
 * @param on the kind of lock, as {@code pg_locks.locktype}: a relation's, or the end of a
 *     transaction
 * @param lock on a relation; none for other kinds
 */
record Wait(String on, LockMode lock) {
  private static final String WAITING =
      """
      SELECT locktype, CASE locktype WHEN 'relation' THEN mode ELSE '' END FROM pg_locks
      WHERE pid = ? AND NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))""";

  /** Whether the session with that pid waits for the asking one, and for what. */
  static Optional<Wait> of(Connection asking, int pid) throws SQLException {
    try (PreparedStatement question = asking.prepareStatement(WAITING)) {
      question.setInt(1, pid);
      ResultSet answer = question.executeQuery();
      return answer.next()
          ? Optional.of(new Wait(answer.getString(1), LockMode.of(answer.getString(2))))
          : Optional.empty();
    }
  }
}
