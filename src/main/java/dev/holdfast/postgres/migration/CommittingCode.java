package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells who ended the transactions of a statement that took several: a command of the server's own
 * (CREATE INDEX CONCURRENTLY, VACUUM), or code that commits (a procedure, a DO block).
 *
 * <p>The statement is run once more in a read-only transaction, where the server lets nobody write:
 * its own commands it refuses before they begin, code only from within. Limit: ANALYZE of several
 * tables is taken for code, since the server runs it there.
 */
final class CommittingCode {
  private static final Set<String> REFUSED =
      Set.of(
          "25006", // not in a read-only transaction
          "25001"); // not in a transaction block

  private CommittingCode() {}

  static boolean runs(String sql, DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try {
        statement.execute(sql);
        return true;
      } catch (PSQLException e) {
        ServerErrorMessage error = e.getServerErrorMessage();
        return error == null || !REFUSED.contains(e.getSQLState()) || error.getWhere() != null;
      } finally {
        connection.rollback();
      }
    }
  }
}
