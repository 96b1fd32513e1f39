package dev.holdfast.postgres.migration;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the version of an application that was written for the schema before still says to the
 * database: reads, inserts, updates and deletes of every table, naming every column.
 *
 * <p>Run after a migration, they tell which of them broke and how. Everything is rolled back.
 * Limit: statements that only the application knows (joins, functions, views) are not among them.
 * Immutable; thread-safe where connections are not shared.
 */
record PreviousStatements(List<Probe> probes) {
  private static final String UNDEFINED_COLUMN = "42703";

  /** One statement, of the table that it is about. */
  record Probe(String table, String sql) {}

  /**
   * Those for a schema whose tables are filled up to {@code rows}.
   *
   * @param mayWrite else only reads
   */
  static PreviousStatements of(Shape shape, Generator generator, long rows, boolean mayWrite) {
    List<Probe> probes = new ArrayList<>();
    for (Shape.Table table : shape.tables().values()) {
      List<String> columns =
          table.columns().values().stream()
              .filter(column -> !column.generated())
              .map(Shape.Column::name)
              .toList();
      if (columns.isEmpty()) {
        continue;
      }
      String all = String.join(", ", table.columns().keySet());
      probes.add(new Probe(table.name(), "SELECT %s FROM %s LIMIT 1".formatted(all, table.name())));
      if (!mayWrite) {
        continue;
      }
      probes.add(new Probe(table.name(), insert(table, columns, generator, rows)));
      probes.add(
          new Probe(
              table.name(),
              "UPDATE %1$s SET %2$s WHERE ctid = (SELECT ctid FROM %1$s LIMIT 1)"
                  .formatted(
                      table.name(),
                      columns.stream().map(name -> name + " = " + name).collect(joining(", ")))));
    }
    return new PreviousStatements(probes);
  }

  /** Those that leave everything as it is even when they are committed. */
  List<String> harmless() {
    return probes.stream()
        .map(Probe::sql)
        .filter(sql -> sql.startsWith("SELECT") || sql.startsWith("UPDATE"))
        .toList();
  }

  /** Those that worked before the migration, and do not now. */
  List<MigrationReport.BrokenStatement> broken(Connection connection) throws SQLException {
    return run(connection).values().stream().toList();
  }

  /** Without those that the server refuses now already: they say nothing of what comes. */
  PreviousStatements thatWork(Connection connection) throws SQLException {
    Map<Probe, MigrationReport.BrokenStatement> refused = run(connection);
    return new PreviousStatements(
        probes.stream().filter(probe -> !refused.containsKey(probe)).toList());
  }

  private Map<Probe, MigrationReport.BrokenStatement> run(Connection connection)
      throws SQLException {
    Map<Probe, MigrationReport.BrokenStatement> refused = new LinkedHashMap<>();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (Probe probe : probes) {
        Savepoint before = connection.setSavepoint();
        Optional<SQLException> refusal = refusal(statement, probe.sql());
        connection.rollback(before);
        if (refusal.filter(PreviousStatements::isAboutCtid).isPresent()) {
          refusal = refusal(statement, probe.sql().replaceFirst(" WHERE ctid .*", " WHERE false"));
          connection.rollback(before);
        }
        refusal.ifPresent(
            e ->
                refused.put(
                    probe,
                    new MigrationReport.BrokenStatement(
                        probe.table(),
                        probe.sql(),
                        String.valueOf(e.getSQLState()),
                        firstLine(e))));
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    return refused;
  }

  private static Optional<SQLException> refusal(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(e);
    }
  }

  /** A view that took a table's place has no such column, and no application asks for it. */
  private static boolean isAboutCtid(SQLException e) {
    return UNDEFINED_COLUMN.equals(e.getSQLState()) && firstLine(e).contains("\"ctid\"");
  }

  /** A copy of a row that is there, under a key of its own. */
  private static String insert(
      Shape.Table table, List<String> columns, Generator generator, long rows) {
    String values =
        columns.stream()
            .map(table.columns()::get)
            .map(
                column ->
                    generator.tellsApart(table, column)
                        ? generator.of(table, column).orElse(column.name())
                        : column.name())
            .collect(joining(", "));
    return "INSERT INTO %s (%s) SELECT %s FROM %s, (SELECT %d::bigint AS i) fresh LIMIT 1"
        .formatted(table.name(), String.join(", ", columns), values, table.name(), rows * 2);
  }

  static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
