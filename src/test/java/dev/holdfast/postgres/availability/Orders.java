package dev.holdfast.postgres.availability;

import dev.holdfast.harness.environment.Pair;
import dev.holdfast.harness.history.Checkers;
import dev.holdfast.harness.history.History;
import dev.holdfast.harness.history.Operation.Told;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/** Customers who place an order each with the first primary, and what they were told. */
final class Orders {
  /** Far longer than a standby on the same host takes; what an order waits that none confirms. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Pair pair;
  private final History history;
  private final Committing way;
  private int placed;

  /**
   * @param way how an order is committed
   */
  Orders(Pair pair, History history, Committing way) throws SQLException {
    this.pair = pair;
    this.history = history;
    this.way = way;
    pair.primary().execute("CREATE TABLE orders (id int PRIMARY KEY)");
  }

  /** So many customers at once. */
  void place(int customers) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int customer = 0; customer < customers; customer++) {
        int id = ++placed;
        all.add(threads.submit(() -> place("customer-" + id, id)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  /** How many were told that their order is placed. */
  int acknowledged() {
    return (int)
        history.operations("order").stream().filter(order -> order.told() == Told.OK).count();
  }

  /** How many were told that it may be lost, or is not placed. */
  int refused() {
    return history.operations("order").size() - acknowledged();
  }

  /** How many orders that were acknowledged the server does not have which takes writes now. */
  int lost() throws SQLException {
    List<String> found = new ArrayList<>();
    try (var connection = pair.current().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id::text FROM orders")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return Checkers.lost(history.operations("order"), found).size();
  }

  private void place(String customer, int id) {
    History.Invocation order = history.invoke(customer, "order");
    try {
      way.commit(
          pair.primary().dataSource(),
          PATIENCE,
          connection -> {
            try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
              insert.setInt(1, id);
              insert.execute();
            }
          });
      order.ok(String.valueOf(id));
    } catch (NotDurableException | SQLException e) {
      order.indeterminate(String.valueOf(id));
    }
  }

  /** A way to commit. */
  interface Committing {
    void commit(DataSource dataSource, Duration patience, DurableCommit.Work work)
        throws SQLException;
  }
}
