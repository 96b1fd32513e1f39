package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs operations on tables of their own, and compares what is told of each with what is known. */
final class Trial implements AutoCloseable {
  private static final String FILES =
      """
      SELECT oid, pg_relation_filenode(oid) FROM pg_class
      WHERE relnamespace = 'shop'::regnamespace AND relkind IN ('r', 'm')
        AND pg_relation_size(oid) > 0""";

  private final Postgres postgres;
  private final Connection outside;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();
  private int statements;
  private int silentRewrites;

  Trial(Postgres postgres) throws SQLException {
    this.postgres = postgres;
    this.outside = postgres.dataSource().getConnection();
  }

  /** Both forms of it. */
  void run(Operation operation, Oracle oracle) throws Exception {
    for (Operation.Form form : operation.forms()) {
      try (Connection connection = postgres.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(form.shop());
        statement.execute("SET client_min_messages = debug1");
        for (Operation.Step step : form.steps()) {
          step(operation, step, connection, oracle);
        }
      }
    }
  }

  private void step(Operation operation, Operation.Step step, Connection connection, Oracle oracle)
      throws Exception {
    switch (step.sql()) {
      case "BEGIN" -> connection.setAutoCommit(false);
      case "COMMIT" -> {
        connection.commit();
        connection.setAutoCommit(true);
      }
      case "ROLLBACK" -> {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      default -> {
        statements++;
        List<String> told = told(step.sql(), connection, oracle);
        if (!told.equals(step.facts())) {
          wrong.add(operation.name());
          differences.add(
              "%s: %s: told %s, known %s"
                  .formatted(operation.name(), step.sql(), told, step.facts()));
        }
      }
    }
  }

  private List<String> told(String sql, Connection connection, Oracle oracle) throws Exception {
    Map<Long, Long> before = connection.getAutoCommit() ? files() : Map.of();
    try {
      StatementTrace trace = oracle.trace(connection, sql);
      if (!before.isEmpty() && trace.messages().stream().noneMatch(Trial::announcesARewrite)) {
        files().forEach((table, file) -> silentRewrites += differs(before.get(table), file));
      }
      return Facts.of(trace);
    } catch (SQLException e) {
      return List.of("fails " + e.getSQLState());
    }
  }

  private static boolean announcesARewrite(String message) {
    return message.startsWith("rewriting table");
  }

  private static int differs(@Nullable Long before, Long now) {
    return before == null || before.equals(now) ? 0 : 1;
  }

  /** The file of each table with rows, as another session sees it. */
  private Map<Long, Long> files() throws SQLException {
    Map<Long, Long> files = new HashMap<>();
    try (Statement statement = outside.createStatement();
        ResultSet rows = statement.executeQuery(FILES)) {
      while (rows.next()) {
        files.put(rows.getLong(1), rows.getLong(2));
      }
    }
    return files;
  }

  Seen seen() {
    return new Seen(
        statements, wrong.stream().distinct().toList(), List.copyOf(differences), silentRewrites);
  }

  @Override
  public void close() throws SQLException {
    outside.close();
  }

  /** Runs a statement and tells what it did. */
  interface Oracle {
    StatementTrace trace(Connection connection, String sql) throws Exception;
  }

  /**
   * @param statements that were run
   * @param wrong the operations of which something else was told than is known
   * @param silentRewrites tables whose file was another one afterwards, as another session saw, and
   *     the server had said nothing
   */
  record Seen(int statements, List<String> wrong, List<String> differences, int silentRewrites) {}
}
