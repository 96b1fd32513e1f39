package dev.holdfast.postgres.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Looks whether the table has row security and policies, and not whom they bind. */
final class NaiveBootCheck {
  private final String table;

  NaiveBootCheck(String table) {
    this.table = table;
  }

  void check(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement question =
            connection.prepareStatement(
                """
                SELECT relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)
                FROM pg_class c WHERE oid = CAST(? AS regclass)""")) {
      question.setString(1, table);
      ResultSet rows = question.executeQuery();
      if (!rows.next() || !rows.getBoolean(1)) {
        throw new IllegalStateException(table + " has no row security, or no policy");
      }
    }
  }
}
