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
import org.jspecify.annotations.Nullable;

/**
 * What a session knows beside its locks. Immutable.
 *
 * @param rows of each table as of its last ANALYZE, by name
 * @param invalid indexes that are there and are not used
 * @param unvalidated constraints that rows of before may violate
 * @param columns of each table, by its schema and name
 * @param lockTimeout in force; zero for none
 */
record SessionFacts(
    Map<String, Long> rows,
    List<String> invalid,
    List<String> unvalidated,
    Map<String, List<String>> columns,
    Duration lockTimeout) {
  static final SessionFacts NONE =
      new SessionFacts(Map.of(), List.of(), List.of(), Map.of(), Duration.ZERO);

  /** Where no ANALYZE has been yet, each page has a row at least. */
  private static final String ROWS =
      """
      SELECT c.oid::regclass::text, (
          SELECT sum(CASE WHEN leaf.reltuples < 0
            THEN pg_relation_size(leaf.oid) / current_setting('block_size')::int
            ELSE leaf.reltuples END)
          FROM pg_class leaf WHERE leaf.relkind <> 'p' AND leaf.oid IN (
            SELECT c.oid UNION ALL SELECT relid::oid FROM pg_partition_tree(c.oid)))::bigint
      FROM pg_class c WHERE c.relkind IN ('r', 'p', 'm')""";

  /** An index of a partitioned table is only a name until each partition has its own. */
  private static final String INVALID =
      """
      SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON oid = indexrelid
      WHERE NOT indisvalid AND relkind = 'i' ORDER BY 1""";

  private static final String UNVALIDATED =
      """
      SELECT format('%s of %s', quote_ident(conname), conrelid::regclass) FROM pg_constraint
      WHERE NOT convalidated AND conrelid <> 0 ORDER BY 1""";

  private static final String COLUMNS =
      """
      SELECT format('%s.%s', nspname, relname), array_agg(attname::text)
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      JOIN pg_namespace n ON n.oid = relnamespace
      WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p') AND nspname !~ '^pg_'
      GROUP BY 1""";

  SessionFacts {
    rows = Map.copyOf(rows);
    invalid = List.copyOf(invalid);
    unvalidated = List.copyOf(unvalidated);
    columns = Map.copyOf(columns);
  }

  /**
   * @param assumed the lock time-out where the session itself has set none
   */
  static SessionFacts of(Connection session, Duration assumed) throws SQLException {
    Map<String, Long> tuples = new HashMap<>();
    try (Statement statement = session.createStatement()) {
      try (ResultSet rows = statement.executeQuery(ROWS)) {
        while (rows.next()) {
          tuples.put(rows.getString(1), rows.getLong(2));
        }
      }
      return new SessionFacts(
          tuples,
          names(statement, INVALID),
          names(statement, UNVALIDATED),
          columns(statement),
          lockTimeout(statement, assumed));
    }
  }

  SessionFacts withLockTimeout(Duration other) {
    return new SessionFacts(rows, invalid, unvalidated, columns, other);
  }

  /** The columns of the table of that schema and name; none where there is no such table. */
  List<String> columnsOf(String table) {
    return columns.getOrDefault(table, List.of());
  }

  /** Invalid indexes that were not there, or were valid. */
  List<String> invalidBeside(@Nullable SessionFacts earlier) {
    return beside(invalid, earlier == null ? List.of() : earlier.invalid);
  }

  /** Constraints that are not valid and were not there. */
  List<String> unvalidatedBeside(@Nullable SessionFacts earlier) {
    return beside(unvalidated, earlier == null ? List.of() : earlier.unvalidated);
  }

  private static List<String> beside(List<String> now, List<String> earlier) {
    return now.stream().filter(name -> !earlier.contains(name)).toList();
  }

  private static List<String> names(Statement statement, String sql) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static Map<String, List<String>> columns(Statement statement) throws SQLException {
    Map<String, List<String>> columns = new HashMap<>();
    try (ResultSet rows = statement.executeQuery(COLUMNS)) {
      while (rows.next()) {
        columns.put(rows.getString(1), List.of((String[]) rows.getArray(2).getArray()));
      }
    }
    return columns;
  }

  private static Duration lockTimeout(Statement statement, Duration assumed) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT setting::bigint, source FROM pg_settings WHERE name = 'lock_timeout'")) {
      rows.next();
      Duration set = Duration.ofMillis(rows.getLong(1));
      boolean left = set.isZero() && !rows.getString(2).equals("session");
      return left ? assumed : set;
    }
  }
}
