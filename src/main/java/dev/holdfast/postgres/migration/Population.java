package dev.holdfast.postgres.migration;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fills a table with rows that its later migrations can live with, by one statement of the
 * server's.
 *
 * <p>Triggers and foreign keys are off meanwhile, which takes a superuser; rows that fail a check
 * of today or of the last migration are left out, so there may be fewer rows than asked for. Limit:
 * checks of rows against rows, and values that only the application knows. Not thread-safe.
 *
 * @param ever the shape after the last migration
 * @param rows how many a table is to have
 */
record Population(Shape ever, long rows) {
  private static final int OVERSAMPLED = 16; // at worst checks leave out all but one of so many

  /** One row in so many has no value where none is required. */
  private static final int NULL_EVERY = 10;

  /**
   * Fills every table that has fewer rows, then the materialized views.
   *
   * @return what each table has, fewer where rows could not be made; and each view that has none
   */
  Map<String, FilledTable> fill(Connection connection, Shape now) throws SQLException {
    Map<String, FilledTable> filled = new LinkedHashMap<>();
    for (Shape.Table table : now.tables().values()) {
      long there = count(connection, table);
      filled.put(
          table.name(), there >= rows ? new FilledTable(there, "") : fill(connection, now, table));
    }
    filled.putAll(FilledViews.fill(connection));
    return filled;
  }

  private FilledTable fill(Connection connection, Shape now, Shape.Table table)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      try {
        statement.execute(insert(now, table));
      } catch (SQLException e) { // what cannot be made is not there, and the verdict says so
        return new FilledTable(count(connection, table), PreviousStatements.firstLine(e));
      } finally {
        statement.execute("RESET session_replication_role");
      }
      statement.execute("ANALYZE " + table.name());
    }
    return new FilledTable(count(connection, table), "");
  }

  private static long count(Connection connection, Shape.Table table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table.name())) {
      count.next();
      return count.getLong(1);
    }
  }

  /** First what checks are about, then, of the rows that pass, the keys: row i has the key i. */
  private String insert(Shape now, Shape.Table table) {
    Generator generator = new Generator(now, ever);
    Map<String, String> keys = new LinkedHashMap<>();
    Map<String, String> others = new LinkedHashMap<>();
    for (Shape.Column column : table.columns().values()) {
      if (!column.generated()) {
        generator
            .of(table, column)
            .ifPresent(
                value ->
                    (generator.key(table, column) ? keys : others)
                        .put(
                            column.name(),
                            generator.required(table, column)
                                ? value
                                : "CASE WHEN i %% %d <> 0 THEN %s END"
                                    .formatted(NULL_EVERY, value)));
      }
    }
    List<String> names = new ArrayList<>(others.keySet());
    names.addAll(keys.keySet());
    return """
    INSERT INTO %1$s (%2$s)
    SELECT %2$s FROM (
      SELECT i%3$s FROM (
        SELECT row_number() OVER () AS i, * FROM (
          SELECT %4$s FROM generate_series(1::bigint, %5$d) i) made
        WHERE %6$s) passed) keyed
    WHERE %7$s LIMIT %8$d
    ON CONFLICT DO NOTHING"""
        .formatted(
            table.name(),
            String.join(", ", names),
            others.keySet().stream().map(name -> ", " + name).collect(joining())
                + keys.entrySet().stream().map(made -> ", " + as(made)).collect(joining()),
            others.isEmpty()
                ? "1 AS holdfast_none"
                : others.entrySet().stream().map(Population::as).collect(joining(", ")),
            rows * OVERSAMPLED,
            conditions(table, others.keySet()),
            hasPartition(table, names),
            rows);
  }

  /** Of rows that no partition takes, not one may be among them. */
  private static String hasPartition(Shape.Table table, List<String> made) {
    String bounds = table.bounds();
    return bounds == null
            || table.columns().keySet().stream()
                .anyMatch(name -> !made.contains(name) && Literals.names(bounds, name))
        ? "true"
        : bounds;
  }

  private static String as(Map.Entry<String, String> made) {
    return made.getValue() + " AS " + made.getKey();
  }

  /** Checks of what is made first; that of a key is left to the server. */
  private String conditions(Shape.Table table, Set<String> made) {
    List<String> checks = new ArrayList<>(table.checks());
    Optional.ofNullable(ever.tables().get(table.name()))
        .ifPresent(later -> checks.addAll(later.checks()));
    Optional.ofNullable(table.bounds()).ifPresent(checks::add);
    table.columns().values().forEach(column -> checks.addAll(column.domain()));
    List<String> others = new ArrayList<>(table.columns().keySet());
    Optional.ofNullable(ever.tables().get(table.name()))
        .ifPresent(later -> others.addAll(later.columns().keySet()));
    others.removeAll(made);
    checks.removeIf(check -> others.stream().anyMatch(other -> Literals.names(check, other)));
    return checks.isEmpty()
        ? "true"
        : checks.stream()
            .map(check -> "(%s) IS NOT FALSE".formatted(check))
            .collect(joining(" AND "));
  }
}
