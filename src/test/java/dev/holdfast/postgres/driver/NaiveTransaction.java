package dev.holdfast.postgres.driver;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A transaction as it is written everywhere: what goes wrong in it is its caller's. */
final class NaiveTransaction {
  private final DataSource dataSource;

  NaiveTransaction(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  <T> T inTransaction(DdlTolerantExecutor.Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      T result = work.in(connection);
      connection.commit();
      return result;
    }
  }
}
