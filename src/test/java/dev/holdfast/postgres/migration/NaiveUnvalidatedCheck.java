package dev.holdfast.postgres.migration;

import java.sql.SQLException;

/** The way by a CHECK with its middle left out: one that is NOT VALID proves nothing. */
final class NaiveUnvalidatedCheck {
  private final LockTimeoutRetrier retrier;

  NaiveUnvalidatedCheck(LockTimeoutRetrier retrier) {
    this.retrier = retrier;
  }

  void apply(String table, String column) throws SQLException, InterruptedException {
    var check =
        new TableConstraint(table, column + "_has_value", "CHECK (" + column + " IS NOT NULL)");
    retrier.apply(check.addUnvalidated());
    retrier.apply(
        "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL".formatted(table, column), check.drop());
  }
}
