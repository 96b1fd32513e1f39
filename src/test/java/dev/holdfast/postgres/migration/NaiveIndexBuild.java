package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Made so that it may run again: it asks whether the name is there, not whether the index is. */
final class NaiveIndexBuild {
  private final DataSource dataSource;

  NaiveIndexBuild(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  void apply(InvalidIndexRebuilder.Index index) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE INDEX CONCURRENTLY IF NOT EXISTS %s ON %s %s"
              .formatted(index.name(), index.table(), index.definition()));
    }
  }
}
