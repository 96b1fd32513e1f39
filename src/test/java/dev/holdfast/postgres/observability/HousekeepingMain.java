package dev.holdfast.postgres.observability;

import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.environment.Prometheus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An application that looks after forgotten transactions and abandoned slots. */
final class HousekeepingMain {
  private static final int POOL = 4; // of which it uses one at a time
  private static final Duration GIVES_UP = Duration.ofSeconds(2);
  private static final Duration ROUNDS = Prometheus.INTERVAL.dividedBy(2);

  private HousekeepingMain() {}

  /** Starts it in a container; what it is told, its three own arguments are. */
  static AppProcess start(
      Processes processes, Postgres postgres, Duration idle, String slots, long limit) {
    return processes.start(
        "housekeeping",
        HousekeepingMain.class,
        Metered.PORT,
        Metered.arguments(postgres, String.valueOf(idle.toMillis()), slots, String.valueOf(limit)));
  }

  public static void main(String[] arguments) throws Exception {
    Metered housekeeping = new Metered(arguments, POOL, GIVES_UP);
    var transactions =
        new ForgottenTransactions(
            housekeeping.pool,
            Duration.ofMillis(Long.parseLong(housekeeping.argument(0))),
            housekeeping.meters);
    var slots =
        new AbandonedSlots(
            housekeeping.pool,
            housekeeping.argument(1),
            Long.parseLong(housekeeping.argument(2)),
            housekeeping.meters);
    try (var rounds = Executors.newSingleThreadScheduledExecutor()) {
      ScheduledFuture<?> round =
          rounds.scheduleAtFixedRate(
              () -> round(transactions, slots), 0, ROUNDS.toMillis(), TimeUnit.MILLISECONDS);
      housekeeping.start();
      System.out.println(AppProcess.READY);
      round.get(); // ends by an error only
    }
  }

  private static void round(ForgottenTransactions transactions, AbandonedSlots slots) {
    try {
      transactions.look();
      for (String name : slots.drop()) {
        System.out.println("dropped " + name);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("no housekeeping", e);
    }
  }
}
