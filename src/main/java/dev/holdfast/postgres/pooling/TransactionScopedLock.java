package dev.holdfast.postgres.pooling;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Lets one owner at a time do a piece of work, also where the clients share connections: the lock
 * belongs to the transaction that does the work.
 *
 * <p>A session's advisory lock belongs to a server connection. Behind a transaction pooler the next
 * client gets that very connection, asks for the lock, and is told that it has it: every client is
 * an owner. A transaction's lock pins its server connection for as long as it is held, and ends
 * with it, however it ends.
 *
 * <p>Limits: only what the work does by the given connection is undone when the owner loses it;
 * anything else needs a fence. The work takes a server connection of the pooler from the others, so
 * it is for short work. Two names may share a lock (64-bit hash): one of them is refused then.
 *
 * <p>Thread-safe. Source: PostgreSQL 18 manual, section 13.3.5, "Advisory Locks"; PgBouncer's
 * features by pooling mode.
 */
public final class TransactionScopedLock {
  private static final String TRY = "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))";

  private final DataSource dataSource;
  private final String name;

  /**
   * @param name of the lock, one for all clients of the database
   */
  public TransactionScopedLock(DataSource dataSource, String name) {
    this.dataSource = dataSource;
    this.name = name;
  }

  /**
   * Does the work and commits it, as the lock's only owner; rolls it back when it throws.
   *
   * @return what the work returned; empty, at once, when somebody else is the owner
   */
  public <T> Optional<T> attempt(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false); // or the lock would be gone before the work begins
      try {
        Optional<T> result =
            isOwner(connection) ? Optional.of(work.in(connection)) : Optional.empty();
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private boolean isOwner(Connection connection) throws SQLException {
    try (PreparedStatement attempt = connection.prepareStatement(TRY)) {
      attempt.setString(1, name);
      ResultSet answer = attempt.executeQuery();
      answer.next();
      return answer.getBoolean(1);
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is gone, and lock and work with it
    }
  }

  /** What the owner does, in the transaction of the given connection. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }
}
