package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a session knows beside its locks. Immutable.
 *
 * @param rows of each table as of its last ANALYZE, by name
 * @param invalidIndexes that are there and are not used
 * @param lockTimeout in force; zero for none
 */
record SessionFacts(Map<String, Long> rows, List<String> invalidIndexes, Duration lockTimeout) {
  static final SessionFacts NONE = new SessionFacts(Map.of(), List.of(), Duration.ZERO);

  SessionFacts {
    rows = Map.copyOf(rows);
    invalidIndexes = List.copyOf(invalidIndexes);
  }

  static SessionFacts of(Connection session) throws SQLException {
    Map<String, Long> tuples = new HashMap<>();
    List<String> invalid = new ArrayList<>();
    try (Statement statement = session.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              """
              SELECT c.oid::regclass::text, CASE WHEN c.relkind = 'p' THEN (
                  SELECT sum(greatest(leaf.reltuples, 0)) FROM pg_partition_tree(c.oid) tree
                  JOIN pg_class leaf ON leaf.oid = tree.relid WHERE tree.isleaf)
                ELSE greatest(c.reltuples, 0) END::bigint
              FROM pg_class c WHERE c.relkind IN ('r', 'p', 'm')""")) {
        while (rows.next()) {
          tuples.put(rows.getString(1), rows.getLong(2));
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")) {
        while (rows.next()) {
          invalid.add(rows.getString(1));
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT setting::bigint FROM pg_settings WHERE name = 'lock_timeout'")) {
        rows.next();
        return new SessionFacts(tuples, invalid, Duration.ofMillis(rows.getLong(1)));
      }
    }
  }
}
