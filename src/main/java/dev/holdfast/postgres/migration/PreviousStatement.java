package dev.holdfast.postgres.migration;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * One statement of {@link PreviousStatements}. Immutable.
 *
 * @param table that it is about
 * @param columns that it names
 */
record PreviousStatement(String table, String sql, List<String> columns) {
  private static final String NOT_NULL = "23502";

  /** Values, and whether a row may stand beside those that are there. */
  private static final String CONSTRAINTS = "23";

  /** A value that a type does not take. */
  private static final String DATA = "22";

  private static final List<String> OTHER_ROWS =
      List.of(
          "23505", // unique
          "23P01"); // exclusion

  /**
   * Those about one table.
   *
   * @param rows up to which it is filled
   * @param mayWrite else only reads
   */
  static List<PreviousStatement> about(
      Shape.Table table, Generator generator, long rows, boolean mayWrite) {
    List<String> columns =
        table.columns().values().stream()
            .filter(column -> !column.generated())
            .map(Shape.Column::name)
            .toList();
    List<PreviousStatement> all = new ArrayList<>();
    if (columns.isEmpty()) {
      return all;
    }
    String name = table.name();
    List<String> read = List.copyOf(table.columns().keySet());
    String select = "SELECT %s FROM %s LIMIT 1".formatted(String.join(", ", read), name);
    all.add(new PreviousStatement(name, select, read));
    if (mayWrite) {
      all.add(new PreviousStatement(name, insert(table, columns, generator, rows), columns));
      String update =
          "UPDATE %1$s SET %2$s WHERE ctid = (SELECT ctid FROM %1$s LIMIT 1)"
              .formatted(
                  name, columns.stream().map(one -> one + " = " + one).collect(joining(", ")));
      all.add(new PreviousStatement(name, update, columns));
    }
    return all;
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

  /** Whether it leaves everything as it is even when it is committed. */
  boolean harmless() {
    return !sql.startsWith("INSERT");
  }

  /** Whether it says the same of the same table, with whatever values. */
  boolean isLike(PreviousStatement other) {
    return table.equals(other.table) && verb().equals(other.verb());
  }

  private String verb() {
    return sql.split(" ", 2)[0];
  }

  /**
   * Whether the server refuses it for its row, which this check has made up, so that it says
   * nothing of rows that an application writes.
   *
   * @param generated whether the rows that are there are made up, too
   */
  boolean isRefusedForItsRow(SQLException e, boolean generated) {
    String state = String.valueOf(e.getSQLState());
    return OTHER_ROWS.contains(state)
        || state.startsWith(DATA)
        || (generated && state.startsWith(CONSTRAINTS) && !lacksColumn(e));
  }

  /** Whether it is refused for want of a column that it does not know, whatever its row is. */
  private boolean lacksColumn(SQLException e) {
    ServerErrorMessage error =
        e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
    @Nullable String column = error == null ? null : error.getColumn();
    return NOT_NULL.equals(e.getSQLState())
        && column != null
        && columns.stream().noneMatch(one -> one.replace("\"", "").equals(column));
  }
}
