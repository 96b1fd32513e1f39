package dev.holdfast.postgres.availability;

import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A transaction at REPEATABLE READ, tried again where it fails: each sees a database of its own.
 */
final class NaiveSnapshot {
  private final DataSource dataSource;
  private final BudgetedRetry retry;

  NaiveSnapshot(DataSource dataSource, BudgetedRetry retry) {
    this.dataSource = dataSource;
    this.retry = retry;
  }

  <T> T call(TransactionWork<T> work) throws SQLException, InterruptedException {
    return retry.call(() -> Isolation.REPEATABLE_READ.run(dataSource, work));
  }
}
