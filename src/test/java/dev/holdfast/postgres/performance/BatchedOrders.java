package dev.holdfast.postgres.performance;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.impl.DSL;

/** The same request as {@link LazyOrders}, by loaders that ask for all lines at once. */
final class BatchedOrders {
  private static final ChildLoader<Integer> LINES =
      new ChildLoader<>(
          "SELECT order_id, total FROM lines WHERE order_id = ANY (?)", row -> row.getInt("total"));

  private BatchedOrders() {}

  /** The number of lines it found. */
  static int load(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement orders = connection.createStatement()) {
      List<Long> ids = new ArrayList<>();
      for (ResultSet order = orders.executeQuery("SELECT id FROM orders"); order.next(); ) {
        ids.add(order.getLong("id"));
      }
      return LINES.of(connection, ids).values().stream().mapToInt(List::size).sum();
    }
  }

  static int nested(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      var lines =
          multiset(
              select(field("total", Integer.class))
                  .from(table("lines"))
                  .where(field("order_id").eq(field("orders.id"))));
      return DSL
          .using(connection)
          .select(field("id", Long.class), lines)
          .from(table("orders"))
          .fetch()
          .stream()
          .mapToInt(order -> order.value2().size())
          .sum();
    }
  }
}
