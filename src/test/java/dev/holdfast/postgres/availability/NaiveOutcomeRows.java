package dev.holdfast.postgres.availability;

import dev.holdfast.postgres.availability.OutcomeResolvingTransaction.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** A transaction that keeps a row to be known by: looks for it, does the work, and writes it. */
final class NaiveOutcomeRows {
  static final String TABLE = "CREATE TABLE outcomes (id uuid PRIMARY KEY)";

  private final DataSource dataSource;

  NaiveOutcomeRows(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  <T> T call(Work<T> work) throws SQLException {
    UUID id = UUID.randomUUID();
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      if (isDone(connection, id)) {
        throw new IllegalStateException(id + " is done already");
      }
      T result = work.in(connection);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO outcomes VALUES (?)")) {
        insert.setObject(1, id);
        insert.executeUpdate();
      }
      connection.commit();
      return result;
    }
  }

  private static boolean isDone(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT FROM outcomes WHERE id = ?")) {
      query.setObject(1, id);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }
}
