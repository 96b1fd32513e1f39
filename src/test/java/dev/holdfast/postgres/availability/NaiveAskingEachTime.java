package dev.holdfast.postgres.availability;

import dev.holdfast.postgres.availability.OutcomeResolvingTransaction.Work;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A transaction that is marked, and whose outcome is asked for although its COMMIT returned. */
final class NaiveAskingEachTime {
  private final DataSource dataSource;

  NaiveAskingEachTime(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  <T> T call(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      TransactionMark mark = TransactionMark.of(connection);
      T result = work.in(connection);
      connection.commit();
      connection.setAutoCommit(true);
      String status = mark.status(connection);
      if (!"committed".equals(status)) {
        throw new SQLException("transaction " + mark.xid() + " is " + status);
      }
      return result;
    }
  }
}
