package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Says anew in each transaction which version it means. */
final class NaiveTransactionSearchPath implements VersionAccess {
  @Override
  public void begin(Connection connection, VersionedSchemaView version) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL search_path TO " + version.schema());
    }
  }
}
