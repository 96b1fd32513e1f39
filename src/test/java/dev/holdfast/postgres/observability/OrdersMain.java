package dev.holdfast.postgres.observability;

import dev.holdfast.harness.environment.AppProcess;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** An application whose requests need a connection each. */
final class OrdersMain {
  static final int POOL = 4;
  static final String ORDER = "/order";

  /** Held by whoever is slow; each request passes by it. */
  static final int TURNSTILE = 1;

  /** A caller without a connection; twice the second for which metrics may be old. */
  static final Duration GIVES_UP = Duration.ofSeconds(2);

  private OrdersMain() {}

  public static void main(String[] arguments) throws IOException {
    Metered orders = new Metered(arguments, POOL, GIVES_UP);
    Timer requests = orders.meters.timer("requests");
    orders.onRequest(ORDER, () -> requests.record(() -> order(orders)));
    orders.start();
    System.out.println(AppProcess.READY);
  }

  /** Whether it was served. */
  private static boolean order(Metered orders) {
    try (Connection connection = orders.pool.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT pg_advisory_xact_lock_shared(" + TURNSTILE + ")");
    } catch (SQLException _) {
      return false;
    }
  }
}
