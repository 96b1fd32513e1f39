package dev.holdfast.postgres.driver;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Runs a transaction so that a change of the schema elsewhere does not surface in it.
 *
 * <p>A statement that the driver has prepared on the server is planned for the result types of its
 * day. After a column has changed its type the server refuses it once (0A000, "cached plan must not
 * change result type"). In autocommit the driver prepares it anew by itself; in a transaction it
 * cannot, since the refusal has ended the transaction. Here the transaction is rolled back and run
 * again, on a connection that has dropped its plans.
 *
 * <p>Limits: the work is repeated as a whole, so it has no effects outside of its transaction; a
 * change that takes away what the SQL names fails all the same. HikariCP drops a connection after
 * 0A000, so each connection of the pool is replaced once after such a change: {@code tries} of the
 * pool's size and one are always enough.
 *
 * <p>Only that refusal is tried again; other errors are passed on. Thread-safe. Source: PostgreSQL
 * 18, plancache.c, RevalidateCachedQuery; pgJDBC's documentation, "Server Prepared Statements".
 */
public final class DdlTolerantExecutor {
  private static final String NOT_SUPPORTED = "0A000";
  private static final String WHO_REFUSES_A_STALE_PLAN = "RevalidateCachedQuery";

  private final DataSource dataSource;
  private final int tries;
  private final Counter repeated;

  public DdlTolerantExecutor(DataSource dataSource, int tries, MeterRegistry meters) {
    if (tries < 2) {
      throw new IllegalArgumentException(
          "tries is " + tries + "; at least 2 are needed, the pool's size and 1 are enough");
    }
    this.dataSource = dataSource;
    this.tries = tries;
    this.repeated = meters.counter("driver.stale.plans");
  }

  /**
   * Commits what the work did when it returns, rolls it back when it throws.
   *
   * @throws SQLException what the work threw; the refusal of a stale plan only at the last try
   */
  public <T> T inTransaction(Work<T> work) throws SQLException {
    for (int tried = 1; ; tried++) {
      try (Connection connection = dataSource.getConnection()) {
        return once(connection, work);
      } catch (SQLException e) {
        if (!isStalePlan(e) || tried >= tries) {
          throw e;
        }
        repeated.increment();
      }
    }
  }

  private static <T> T once(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.in(connection);
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      rollBack(connection, e);
      throw e;
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the pool has closed it, and its transaction with it
    }
  }

  private static boolean isStalePlan(SQLException e) {
    if (!NOT_SUPPORTED.equals(e.getSQLState()) || !(e instanceof PSQLException refusal)) {
      return false;
    }
    ServerErrorMessage message = refusal.getServerErrorMessage();
    return message != null && WHO_REFUSES_A_STALE_PLAN.equals(message.getRoutine());
  }

  /** What is done inside; may be done more than once, and only its last time lasts. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }
}
