package dev.holdfast.postgres.availability;

import dev.holdfast.postgres.availability.OutcomeResolvingTransaction.Work;
import dev.holdfast.postgres.driver.VerifiedCommit;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try of a transaction on a connection of its own, marked when it begins, so that its outcome
 * can be asked for without the connection. For one thread.
 */
record MarkedTransaction(Connection connection, TransactionMark mark) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MarkedTransaction.class);

  /** Seconds that a session may take to say that it lives; one that is lost says so at once. */
  private static final int LIVES_WITHIN = 1;

  static MarkedTransaction begin(DataSource dataSource) throws SQLException, LostException {
    Connection connection;
    try {
      connection = dataSource.getConnection();
    } catch (SQLException e) {
      throw new LostException(e);
    }
    try {
      connection.setAutoCommit(false);
      return new MarkedTransaction(connection, TransactionMark.of(connection));
    } catch (SQLException e) {
      boolean lost = isLost(connection);
      close(connection);
      if (lost) {
        throw new LostException(e);
      }
      throw e;
    }
  }

  /**
   * Does the work and commits it.
   *
   * @throws LostException when the connection was lost and nothing was committed, nor will be
   */
  <T> T commit(Work<T> work, OutcomeSource outcomes) throws SQLException, LostException {
    T result = done(work, outcomes);
    try {
      VerifiedCommit.commit(connection);
      return result;
    } catch (SQLException e) {
      if (!isLost(connection)) {
        throw rolledBack(e); // a session that lives has said itself that it did not commit
      }
      return switch (outcomes.of(mark)) {
        case COMMITTED -> result;
        case ABORTED -> throw new LostException(e);
        case UNKNOWN -> throw new OutcomeUnknownException(mark, e);
      };
    }
  }

  private <T> T done(Work<T> work, OutcomeSource outcomes) throws SQLException, LostException {
    try {
      return work.in(connection);
    } catch (RuntimeException e) {
      throw rolledBack(e);
    } catch (SQLException e) {
      if (!isLost(connection)) {
        throw rolledBack(e);
      }
      // Not committed, as COMMIT was never sent; but it may still hold what a retry needs, until
      // somebody asks for it.
      outcomes.of(mark);
      throw new LostException(e);
    }
  }

  /** The outcome is settled by now; a connection that cannot be closed must not replace it. */
  @Override
  public void close() {
    close(connection);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("could not close the connection of a transaction that is over", e);
    }
  }

  private static boolean isLost(Connection connection) throws SQLException {
    return !connection.isValid(LIVES_WITHIN);
  }

  private <E extends Exception> E rolledBack(E cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }

  /** The connection was lost, and the transaction is certainly not committed. */
  static final class LostException extends Exception {
    private static final long serialVersionUID = 1L;
    private final SQLException why;

    LostException(SQLException why) {
      super(why);
      this.why = why;
    }

    SQLException why() {
      return why;
    }
  }
}
