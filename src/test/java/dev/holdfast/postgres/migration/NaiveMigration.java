package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Runs a change as it comes, as a migration tool does by default: it waits for its lock as long as
 * it takes.
 */
final class NaiveMigration {
  private final DataSource dataSource;

  NaiveMigration(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The number of tries, which is one. */
  int apply(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return 1;
    }
  }
}
