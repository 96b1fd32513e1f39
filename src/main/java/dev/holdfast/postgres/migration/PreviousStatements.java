package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.BrokenStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
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
record PreviousStatements(List<PreviousStatement> all, boolean generated) {
  private static final String UNDEFINED_COLUMN = "42703";

  /**
   * Those for a schema whose tables are filled up to {@code rows}.
   *
   * @param generated whether by this check
   * @param mayWrite else only reads
   */
  static PreviousStatements of(
      Shape shape, Generator generator, long rows, boolean generated, boolean mayWrite) {
    return new PreviousStatements(
        shape.tables().values().stream()
            .flatMap(table -> PreviousStatement.about(table, generator, rows, mayWrite).stream())
            .toList(),
        generated);
  }

  /** Those that leave everything as it is even when they are committed. */
  List<String> harmless() {
    return all.stream().filter(PreviousStatement::harmless).map(PreviousStatement::sql).toList();
  }

  /**
   * Those that worked before the migration, and do not now.
   *
   * @param others the same with rows that suit the schema of now: what works with one of them is
   *     not broken
   */
  List<BrokenStatement> broken(Connection connection, PreviousStatements others)
      throws SQLException {
    Map<PreviousStatement, BrokenStatement> refused = run(connection);
    if (refused.values().stream().anyMatch(BrokenStatement::forItsRow)) {
      List<PreviousStatement> working = others.thatWork(connection).all;
      refused
          .entrySet()
          .removeIf(
              one -> one.getValue().forItsRow() && working.stream().anyMatch(one.getKey()::isLike));
    }
    return List.copyOf(refused.values());
  }

  /** Without those that the server refuses now already: they say nothing of what comes. */
  PreviousStatements thatWork(Connection connection) throws SQLException {
    Map<PreviousStatement, BrokenStatement> refused = run(connection);
    return new PreviousStatements(
        all.stream().filter(one -> !refused.containsKey(one)).toList(), generated);
  }

  private Map<PreviousStatement, BrokenStatement> run(Connection connection) throws SQLException {
    Map<PreviousStatement, BrokenStatement> refused = new LinkedHashMap<>();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (PreviousStatement probe : all) {
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
                    new BrokenStatement(
                        probe.table(),
                        probe.sql(),
                        String.valueOf(e.getSQLState()),
                        firstLine(e),
                        probe.isRefusedForItsRow(e, generated))));
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

  static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
