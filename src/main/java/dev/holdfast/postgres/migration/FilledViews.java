package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fills materialized views out of tables that were filled after them. */
final class FilledViews {
  /** In the order in which they were made, as one may read another. */
  private static final String VIEWS =
      """
      SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'm' AND c.relispopulated AND n.nspname !~ '^pg_' ORDER BY c.oid""";

  private FilledViews() {}

  /** Those that could not be filled, with the reason. */
  static Map<String, FilledTable> fill(Connection connection) throws SQLException {
    Map<String, FilledTable> empty = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      for (String view : views(statement)) {
        try {
          statement.execute("REFRESH MATERIALIZED VIEW " + view);
          statement.execute("ANALYZE " + view);
        } catch (SQLException e) {
          empty.put(view, new FilledTable(0, PreviousStatements.firstLine(e)));
        }
      }
    }
    return empty;
  }

  private static List<String> views(Statement statement) throws SQLException {
    List<String> views = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(VIEWS)) {
      while (rows.next()) {
        views.add(rows.getString(1));
      }
    }
    return views;
  }
}
