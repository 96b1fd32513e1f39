package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** Says once for each connection which version it means. */
final class NaiveSearchPath implements VersionAccess {
  @Override
  public Connection connect(PGSimpleDataSource pooled, VersionedSchemaView version)
      throws SQLException {
    Connection connection = pooled.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path TO " + version.schema());
    }
    return connection;
  }
}
