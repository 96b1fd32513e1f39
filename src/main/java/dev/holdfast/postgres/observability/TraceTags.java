package dev.holdfast.postgres.observability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Tells the server which trace a transaction belongs to, without touching the text of its
 * statements: as its {@code application_name}, which pg_stat_activity, the log ({@code %a}) and
 * auto_explain show beside every statement.
 *
 * <p>A comment in the text would make each statement a new one: the driver prepares nothing that it
 * has not seen before, and a pooler's cache fills up. Here the trace is a parameter of one
 * statement whose text never changes. It is local to the transaction, so that a connection goes
 * back to its pool, or to a pooler's, as it was.
 *
 * <p>Limits: one more round trip a transaction, and none outside of one; an application_name that
 * the server cuts at 63 bytes. Thread-safe. Source: W3C, "Trace Context", section 3.2; PostgreSQL
 * 18 manual, {@code set_config} and {@code application_name}.
 *
 * @param application what the sessions are called otherwise, so that they are still found by it
 */
public record TraceTags(String application) {
  /** The server's limit for a name (NAMEDATALEN) less its end. */
  private static final int LONGEST_NAME = 63;

  private static final int TRACE_ID = 32; // hexadecimal digits

  public TraceTags {
    int longest = LONGEST_NAME - TRACE_ID - 1;
    if (!application.matches("[!-~]{1," + longest + "}")) {
      throw new IllegalArgumentException(
          "application is \"%s\"; 1 to %d printable ASCII characters leave room for a trace"
              .formatted(application, longest));
    }
  }

  /**
   * Marks the transaction that is open on this connection.
   *
   * @param traceId 32 hexadecimal digits
   * @throws IllegalStateException outside of a transaction, where it would be forgotten at once
   */
  public void mark(Connection connection, String traceId) throws SQLException {
    if (!traceId.matches("[0-9a-f]{" + TRACE_ID + "}")) {
      throw new IllegalArgumentException(
          "a trace id has " + TRACE_ID + " hexadecimal digits, this one has " + traceId.length());
    }
    if (connection.getAutoCommit()) {
      throw new IllegalStateException("no transaction to mark; setAutoCommit(false) first");
    }
    try (PreparedStatement mark =
        connection.prepareStatement("SELECT set_config('application_name', ?, true)")) {
      mark.setString(1, application + "/" + traceId);
      mark.execute();
    }
  }
}
