package dev.holdfast.postgres.typedsql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A JDBC batch of single inserts that asks for the generated keys. */
final class NaiveBatch {
  private final DataSource dataSource;

  NaiveBatch(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  List<Long> insert(List<Items.Item> items) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO items (name, price) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
      for (Items.Item item : items) {
        insert.setString(1, item.name());
        insert.setInt(2, item.price());
        insert.addBatch();
      }
      insert.executeBatch();
      List<Long> keys = new ArrayList<>();
      ResultSet made = insert.getGeneratedKeys();
      while (made.next()) {
        keys.add(made.getLong("id"));
      }
      return keys;
    }
  }
}
