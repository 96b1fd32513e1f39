package dev.holdfast.caching.examples.catalogue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The products in PostgreSQL: the source of truth. One statement a call. Thread-safe. */
final class ProductTable {
  static final String FIND = "SELECT id, name, cents FROM product WHERE id = ?";
  private static final String SAVE =
      """
      INSERT INTO product VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, cents = excluded.cents
      """;

  private final DataSource database;

  ProductTable(DataSource database) {
    this.database = database;
  }

  @Nullable Product find(long id) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(FIND)) {
      query.setLong(1, id);
      ResultSet row = query.executeQuery();
      return row.next() ? new Product(row.getLong(1), row.getString(2), row.getLong(3)) : null;
    }
  }

  void save(Product product) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(SAVE)) {
      update.setLong(1, product.id());
      update.setString(2, product.name());
      update.setLong(3, product.cents());
      update.executeUpdate();
    }
  }
}
