package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.ServerVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A transaction that the server itself ends: no single lock is waited for longer than {@code
 * lockTimeout}, and the whole takes no longer than {@code limit}.
 *
 * <p>Limit: before PostgreSQL 17 there is no {@code transaction_timeout}; there {@code limit}
 * bounds each statement, not their sum, and the server says 57014 instead of 25P04. Both settings
 * are local to the transaction, so a pooled connection is given back clean. Immutable, thread-safe.
 *
 * @param lockTimeout counts per lock; a statement that needs several waits for each in turn and
 *     holds the first meanwhile
 * @param limit of the transaction as a whole; longer than one lock time-out
 */
public record BoundedTransaction(Duration lockTimeout, Duration limit) {
  private static final int HAS_TRANSACTION_TIMEOUT = 17;

  public BoundedTransaction {
    // The server reads 0 as "no limit", which is what this class is there to prevent.
    if (lockTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "lockTimeout is " + lockTimeout + "; it must be at least 1 ms, try 250 ms");
    }
    if (limit.compareTo(lockTimeout) <= 0) {
      throw new IllegalArgumentException(
          "limit is %s, no longer than lockTimeout (%s); leave time for the work itself"
              .formatted(limit, lockTimeout));
    }
  }

  /**
   * Commits what the work did when it returns, rolls it back when it throws; the connection is
   * closed either way.
   */
  <T> T on(DataSource dataSource, Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false); // or SET LOCAL would be over before the work begins
      try {
        bound(connection);
        T result = work.in(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private void bound(Connection connection) throws SQLException {
    boolean asAWhole = ServerVersion.of(connection).isAtLeast(HAS_TRANSACTION_TIMEOUT);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '%dms'".formatted(lockTimeout.toMillis()));
      statement.execute(
          "SET LOCAL %s = '%dms'"
              .formatted(asAWhole ? "transaction_timeout" : "statement_timeout", limit.toMillis()));
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is gone, and its transaction with it
    }
  }

  /** What is done inside; its statements are its own. */
  @FunctionalInterface
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }
}
