package dev.holdfast.postgres.availability;

import java.sql.SQLException;
import javax.sql.DataSource;

/** A transaction that checks and acts, at the level that is the default. */
final class NaiveCheckThenAct {
  private final DataSource dataSource;

  NaiveCheckThenAct(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  <T> T call(TransactionWork<T> work) throws SQLException {
    return Isolation.READ_COMMITTED.run(dataSource, work);
  }
}
