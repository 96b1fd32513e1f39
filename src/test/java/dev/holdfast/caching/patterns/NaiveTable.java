package dev.holdfast.caching.patterns;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import javax.sql.DataSource;

/** A table in which whoever writes last is right. */
record NaiveTable(DataSource source, String table) implements Sink {
  @Override
  public void write(List<Write> writes) throws SQLException {
    String upsert =
        """
        INSERT INTO %s (key, value, version) VALUES (?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version"""
            .formatted(table);
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(upsert)) {
      for (Write write : writes) {
        statement.setString(1, write.key());
        statement.setObject(2, write.value(), Types.VARCHAR);
        statement.setLong(3, write.version());
        statement.addBatch();
      }
      var _ = statement.executeBatch();
    }
  }
}
