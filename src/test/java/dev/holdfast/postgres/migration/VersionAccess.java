package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How a version of an application says which schema it means; each candidate of {@link
 * SchemaVersionSpec} says it in one of these places.
 */
interface VersionAccess {
  /** In the pooler's settings. */
  default Map<String, String> pooler() {
    return Map.of();
  }

  /** When it connects. */
  default Connection connect(PGSimpleDataSource pooled, VersionedSchemaView version)
      throws SQLException {
    return pooled.getConnection();
  }

  /** At the beginning of each transaction. */
  default void begin(Connection connection, VersionedSchemaView version) throws SQLException {}

  /** In each statement, whose views stand in braces. */
  default String sql(VersionedSchemaView version, String statement) {
    return statement.replace("{", "").replace("}", "");
  }
}
