package dev.holdfast.postgres.security;

import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A database error by its SQLSTATE and by the names of what it concerns: schema, table, column,
 * constraint, data type. No value of a row or of a parameter is in it, nor in a cause.
 *
 * <p>The stack trace is that of the error it stands for, so that it leads to the same line.
 */
public final class QuietSqlException extends SQLException {
  private static final long serialVersionUID = 1L;

  QuietSqlException(SQLException loud) {
    super(message(loud), loud.getSQLState(), loud.getErrorCode());
    setStackTrace(loud.getStackTrace());
  }

  private static String message(SQLException loud) {
    String state = String.valueOf(loud.getSQLState());
    ServerErrorMessage server = fromServer(loud);
    if (server == null) {
      return state + " from the driver: " + classes(loud) + "; its text is withheld";
    }
    String names =
        Stream.of(
                named("constraint", server.getConstraint()),
                named("schema", server.getSchema()),
                named("table", server.getTable()),
                named("column", server.getColumn()),
                named("type", server.getDatatype()),
                named("routine", server.getRoutine())) // the server's own, which is specific
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining(", "));
    return state + " from the server: " + names + "; its text is withheld, it may hold values";
  }

  private static String named(String what, @Nullable String name) {
    return name == null ? "" : what + " " + name;
  }

  /** What the server said; in a batch it is behind the driver's own exception. */
  private static @Nullable ServerErrorMessage fromServer(SQLException loud) {
    for (Throwable each : loud) {
      if (each instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
        return postgres.getServerErrorMessage();
      }
    }
    return null;
  }

  private static String classes(SQLException loud) {
    StringBuilder names = new StringBuilder();
    for (Throwable each : loud) {
      names.append(names.isEmpty() ? "" : ", ").append(each.getClass().getName());
    }
    return names.toString();
  }
}
