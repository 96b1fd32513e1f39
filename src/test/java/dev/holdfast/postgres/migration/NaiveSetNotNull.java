package dev.holdfast.postgres.migration;

import java.sql.SQLException;

/** One statement, as the manual shows it first: it reads the table under ACCESS EXCLUSIVE. */
final class NaiveSetNotNull {
  private final LockTimeoutRetrier retrier;

  NaiveSetNotNull(LockTimeoutRetrier retrier) {
    this.retrier = retrier;
  }

  void apply(String table, String column) throws SQLException, InterruptedException {
    retrier.apply("ALTER TABLE %s ALTER COLUMN %s SET NOT NULL".formatted(table, column));
  }
}
