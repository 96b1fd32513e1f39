package dev.holdfast.postgres.migration;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server answered instead.
 *
 * @param line of the file where it saw the mistake; that of the statement where it did not say
 * @param position in the statement, in characters from 1; 0 where it did not say
 * @param everyRow whether it answers so wherever there are rows, whatever is in them
 */
public record StatementFailure(
    String state, String message, int line, int position, boolean everyRow) {
  /** Until the reason is known. */
  static final StatementFailure UNKNOWN =
      new StatementFailure("", "the server gave no reason", 1, 0, false);

  /** Of a statement that begins in that line. */
  static StatementFailure of(Exception failure, int line, String sql, NewColumn column) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException refused) {
        ServerErrorMessage error = refused.getServerErrorMessage();
        int position = error == null ? 0 : error.getPosition();
        String before = sql.substring(0, Math.clamp(position - 1L, 0, sql.length()));
        return new StatementFailure(
            String.valueOf(refused.getSQLState()),
            error == null ? String.valueOf(refused.getMessage()) : words(error),
            line + (int) before.chars().filter(c -> c == '\n').count(),
            position,
            error != null && column.isMissing(error));
      }
    }
    return new StatementFailure("", String.valueOf(failure.getMessage()).strip(), line, 0, false);
  }

  private static String words(ServerErrorMessage error) {
    String detail = error.getDetail() == null ? "" : "; " + error.getDetail();
    return error.getMessage() + detail;
  }
}
