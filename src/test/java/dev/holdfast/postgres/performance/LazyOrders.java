package dev.holdfast.postgres.performance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A request that loads orders, and the lines of each as it comes to it. */
final class LazyOrders {
  static final String LINES = "SELECT total FROM lines WHERE order_id = ?";

  private LazyOrders() {}

  /** The number of lines it found. */
  static int load(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement orders = connection.createStatement();
        PreparedStatement lines = connection.prepareStatement(LINES)) {
      int found = 0;
      for (ResultSet order = orders.executeQuery("SELECT id FROM orders"); order.next(); ) {
        lines.setLong(1, order.getLong("id"));
        for (ResultSet line = lines.executeQuery(); line.next(); ) {
          found++;
        }
      }
      return found;
    }
  }
}
