package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.StatementTrace.Locks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The foreign tables of a database at one moment: what is done behind them is not seen. Immutable.
 *
 * @param names by their OID
 */
record ForeignTables(Map<Long, String> names) {
  static ForeignTables of(Connection session) throws SQLException {
    Map<Long, String> names = new LinkedHashMap<>();
    try (Statement statement = session.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT ftrelid, ftrelid::regclass::text FROM pg_foreign_table")) {
      while (rows.next()) {
        names.put(rows.getLong(1), rows.getString(2));
      }
    }
    return new ForeignTables(names);
  }

  /** The names of those with such a lock. */
  List<String> locked(Locks taken) {
    return names.entrySet().stream()
        .filter(table -> taken.any(table.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
