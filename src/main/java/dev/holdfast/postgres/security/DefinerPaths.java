package dev.holdfast.postgres.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Fixes where the SECURITY DEFINER functions of a schema look for the tables, functions and
 * operators that they name: in the server's own schema, then in theirs, and last among the caller's
 * temporary objects.
 *
 * <p>Without that they look where their caller's {@code search_path} says, and run what a caller
 * has put there with the rights of their owner. Run it after each migration; a second run does no
 * harm.
 *
 * <p>Limits: only the owner of the schema may be able to create in it, see {@link LeastPrivilege};
 * functions that need another schema name it, {@code other.table}; a function that builds SQL from
 * its arguments stays what it is. Immutable, thread-safe. Source: PostgreSQL 18 manual, {@code
 * CREATE FUNCTION}, "Writing SECURITY DEFINER Functions Safely"; CVE-2018-1058.
 */
public record DefinerPaths(String schema) {

  /**
   * @return the functions and procedures that were looked after, with the types of their arguments
   */
  public List<String> fix(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      List<String> routines = definers(connection);
      try (Statement alter = connection.createStatement()) {
        String own = alter.enquoteIdentifier(schema, true);
        for (String routine : routines) {
          // Where pg_temp is not named, it comes first.
          alter.execute(
              "ALTER ROUTINE %s SET search_path = pg_catalog, %s, pg_temp".formatted(routine, own));
        }
      }
      connection.commit();
      return routines;
    }
  }

  private List<String> definers(Connection connection) throws SQLException {
    List<String> routines = new ArrayList<>();
    try (PreparedStatement question =
        connection.prepareStatement(
            """
            SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n
            ON n.oid = p.pronamespace WHERE n.nspname = ? AND p.prosecdef ORDER BY 1""")) {
      question.setString(1, schema);
      ResultSet rows = question.executeQuery();
      while (rows.next()) {
        routines.add(rows.getString(1));
      }
    }
    return routines;
  }
}
