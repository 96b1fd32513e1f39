package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Reads over a link that may be out, each attempt counted where it leaves for the network. */
final class Attempts {
  private final DataSource dataSource;
  private int made;
  private int failed;

  Attempts(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** One attempt: a connection and a query. */
  int read() throws SQLException {
    made++;
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      return 1;
    } catch (SQLException e) {
      failed++;
      throw e;
    }
  }

  int made() {
    return made;
  }

  int failed() {
    return failed;
  }
}
