package dev.holdfast.postgres.migration;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells when a statement is refused because a column that comes with it is to have a value in every
 * row, and has one in none: it fails wherever there are rows, whatever is in them.
 *
 * @param atFirst before the first statement of its file; null where there was none
 * @param before the statement
 * @param ever the schema that its file leads to on empty tables
 */
record NewColumn(@Nullable SessionFacts atFirst, SessionFacts before, Shape ever) {
  private static final String NOT_NULL = "23502";

  /** Limit: what code within a statement does, is done to rows that nobody else has seen. */
  boolean isMissing(ServerErrorMessage error) {
    String table = "%s.%s".formatted(error.getSchema(), error.getTable());
    String column = String.valueOf(error.getColumn());
    return NOT_NULL.equals(error.getSQLState())
        && error.getWhere() == null
        && atFirst != null
        && !atFirst.columnsOf(table).isEmpty()
        && !before.columnsOf(table).contains(column)
        && !isComputed(table, column);
  }

  /** Out of the rows, which decide then. */
  private boolean isComputed(String table, String column) {
    return ever.tables().values().stream()
        .filter(one -> ("." + table).endsWith("." + one.name().replace("\"", "")))
        .flatMap(one -> one.columns().values().stream())
        .anyMatch(one -> one.generated() && one.name().replace("\"", "").equals(column));
  }
}
