package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Reads from the replica as it is. */
final class NaiveReplicaReader {
  private final DataSource replica;

  NaiveReplicaReader(DataSource replica) {
    this.replica = replica;
  }

  <T> T read(Position ignored, CausalReader.Query<T> query) throws SQLException {
    try (Connection connection = replica.getConnection()) {
      return query.on(connection);
    }
  }
}
