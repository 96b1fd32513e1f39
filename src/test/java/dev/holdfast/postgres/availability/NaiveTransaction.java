package dev.holdfast.postgres.availability;

import dev.holdfast.postgres.availability.OutcomeResolvingTransaction.Work;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A transaction that takes every error for a rollback, and is begun again so many times. */
final class NaiveTransaction {
  private final DataSource dataSource;
  private final int tries;

  NaiveTransaction(DataSource dataSource, int tries) {
    this.dataSource = dataSource;
    this.tries = tries;
  }

  <T> T call(Work<T> work) throws SQLException {
    for (int tried = 1; ; tried++) {
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(false);
        T result = work.in(connection);
        connection.commit();
        return result;
      } catch (SQLException e) {
        if (tried >= tries) {
          throw e;
        }
      }
    }
  }
}
