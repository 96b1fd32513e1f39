package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells who ended the transactions of a statement that took several: a command of the server's own
 * (CREATE INDEX CONCURRENTLY, VACUUM, ANALYZE), or code that commits (a procedure, a DO block).
 *
 * <p>The statement is run once more in a read-only transaction, where the server lets nobody write:
 * its own commands it refuses before they begin, code only from within. ANALYZE alone it runs,
 * which then has analysed tables and changed none. Limit: code that changes no row, and commits the
 * first time only.
 */
final class CommittingCode {
  private static final Set<String> REFUSED =
      Set.of(
          "25006", // not in a read-only transaction
          "25001"); // not in a transaction block

  private CommittingCode() {}

  /**
   * @param relations to which the statement did something the first time
   */
  static boolean runs(String sql, List<RelationTrace> relations, DataSource database)
      throws SQLException {
    boolean changed =
        relations.stream()
            .anyMatch(
                one -> one.rowsChanged() > 0 || one.created() || one.dropped() || one.rewritten());
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      long analysed = analysed(statement);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try {
        statement.execute(sql);
        return changed || analysed(statement) == analysed;
      } catch (PSQLException e) {
        ServerErrorMessage error = e.getServerErrorMessage();
        return error == null || !REFUSED.contains(e.getSQLState()) || error.getWhere() != null;
      } finally {
        connection.rollback();
      }
    }
  }

  /** How often somebody asked for tables to be analysed. */
  private static long analysed(Statement statement) throws SQLException {
    try (ResultSet sum =
        statement.executeQuery("SELECT sum(pg_stat_get_analyze_count(oid)) FROM pg_class")) {
      sum.next();
      return sum.getLong(1);
    }
  }
}
