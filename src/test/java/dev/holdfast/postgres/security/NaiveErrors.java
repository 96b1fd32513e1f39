package dev.holdfast.postgres.security;

import java.sql.SQLException;

/** Lets the driver's exception out as it comes. */
final class NaiveErrors {
  private NaiveErrors() {}

  static long in(QuietErrors.Work<Long> work) throws SQLException {
    return work.run();
  }
}
