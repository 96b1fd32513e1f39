package dev.holdfast.postgres.migration;

import java.sql.SQLException;

/** Adds and validates in one statement, under one lock. */
final class NaivePlainConstraint {
  private final LockTimeoutRetrier retrier;

  NaivePlainConstraint(LockTimeoutRetrier retrier) {
    this.retrier = retrier;
  }

  void apply(TableConstraint constraint) throws SQLException, InterruptedException {
    retrier.apply(
        "ALTER TABLE %s ADD CONSTRAINT %s %s"
            .formatted(constraint.table(), constraint.name(), constraint.definition()));
  }
}
