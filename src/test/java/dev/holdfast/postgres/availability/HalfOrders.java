package dev.holdfast.postgres.availability;

import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;

/**
 * An order of two statements, which waits between them, so that a scenario can begin when everybody
 * is half done; and counts whom the server still has when his client has lost him.
 */
final class HalfOrders {
  /** Longer than any step takes on a slow host. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Postgres postgres;
  private final CountDownLatch halfDone;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger zombies = new AtomicInteger();

  HalfOrders(Postgres postgres, int customers) {
    this.postgres = postgres;
    this.halfDone = new CountDownLatch(customers);
  }

  /** Takes the customer's key, waits to be let go on the first time, and completes the order. */
  int order(Connection connection, int customer) throws SQLException {
    execute(connection, "INSERT INTO orders (customer, total) VALUES (?, 1)", customer);
    halfDone.countDown();
    await(goOn);
    int server = connection.unwrap(PGConnection.class).getBackendPID();
    try {
      return execute(connection, "UPDATE orders SET total = 2 WHERE customer = ?", customer);
    } catch (SQLException e) {
      zombies.addAndGet(holdsItsKey(server));
      throw e;
    }
  }

  void awaitEverybody() {
    await(halfDone);
  }

  void letGoOn() {
    goOn.countDown();
  }

  int zombies() {
    return zombies.get();
  }

  private int holdsItsKey(int server) throws SQLException {
    return (int)
        postgres.number(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE pid = %d AND state = 'idle in transaction' AND backend_xid IS NOT NULL"""
                .formatted(server));
  }

  private static int execute(Connection connection, String sql, int customer) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, customer);
      return statement.executeUpdate();
    }
  }

  private void await(CountDownLatch latch) {
    try {
      if (!latch.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("not everybody was half done within " + SOON);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
