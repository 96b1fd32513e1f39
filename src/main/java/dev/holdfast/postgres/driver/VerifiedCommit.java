package dev.holdfast.postgres.driver;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A commit that commits, or says that it did not.
 *
 * <p>After a failed statement PostgreSQL answers COMMIT with ROLLBACK, and calls that a success.
 * pgjdbc's {@code commit()} passes over the difference: when somebody has swallowed the statement's
 * error, it returns normally, without a warning, and the rows are not there. Here the state that
 * the server reported with its last answer is looked at first, which costs no round trip.
 *
 * <p>Limits: what a savepoint has undone is not missed, be it the caller's own or one of {@code
 * autosave=always}; the rest is committed then. A connection that breaks in the commit leaves its
 * outcome open. Needs pgjdbc, or a pool that unwraps to it. Stateless, as thread-safe as the
 * connection. Source: PostgreSQL 18 manual, COMMIT, and ReadyForQuery in its chapter on the
 * protocol; pgjdbc issue 1697.
 */
public final class VerifiedCommit {
  private VerifiedCommit() {}

  /**
   * Commits.
   *
   * @throws RolledBackException when a statement had failed; the transaction is rolled back then
   */
  public static void commit(Connection connection) throws SQLException {
    if (connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
      connection.rollback();
      throw new RolledBackException();
    }
    connection.commit();
  }
}
