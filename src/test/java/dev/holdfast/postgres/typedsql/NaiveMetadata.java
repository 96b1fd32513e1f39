package dev.holdfast.postgres.typedsql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Believes the driver's metadata on whether a column may be NULL. */
final class NaiveMetadata {
  private NaiveMetadata() {}

  /** The columns that may be NULL, of a record that takes none. */
  static List<String> nullable(Connection connection, SqlContract.Query query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
      ResultSetMetaData columns = statement.getMetaData();
      List<String> nullable = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        if (columns.isNullable(i) != ResultSetMetaData.columnNoNulls) {
          nullable.add(columns.getColumnLabel(i));
        }
      }
      return nullable;
    }
  }
}
