package dev.holdfast.postgres.migration;

import java.sql.SQLException;

/** The two right statements in one migration file: the first one's lock is kept over the second. */
final class NaiveConstraintInOneTransaction {
  private final LockTimeoutRetrier retrier;

  NaiveConstraintInOneTransaction(LockTimeoutRetrier retrier) {
    this.retrier = retrier;
  }

  void apply(TableConstraint constraint) throws SQLException, InterruptedException {
    retrier.apply(constraint.addUnvalidated(), constraint.validate());
  }
}
