package dev.holdfast.postgres.security;

import java.sql.SQLException;

/**
 * Runs work on the database and lets no value of a row out by an exception, and so into no log:
 * what the server refused is passed on by its SQLSTATE and by the names of what it concerns.
 *
 * <p>The server's detail tells the whole row that failed a constraint, the driver's exception for a
 * batch all its parameters, and the server's plain message the text that is no number. The driver's
 * {@code logServerErrorDetail=false} withholds the first two, and not the third.
 *
 * <p>Limits: the server's own log is the server's matter ({@code log_error_verbosity}, {@code
 * log_parameter_max_length_on_error}); a name of a table or a constraint is no secret here; which
 * entries of a batch were done is not told; exceptions that the work throws by itself are not
 * looked into. Thread-safe. Source: PostgreSQL 18 manual, section 54.8, Error and Notice Message
 * Fields.
 */
public final class QuietErrors {
  private QuietErrors() {}

  /**
   * @throws QuietSqlException in place of any SQLException of the work's
   */
  public static <T> T in(Work<T> work) throws QuietSqlException {
    try {
      return work.run();
    } catch (SQLException loud) {
      // Not as its cause: a log writes causes too.
      throw new QuietSqlException(loud);
    }
  }

  /** What is done on the database. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws SQLException;
  }
}
