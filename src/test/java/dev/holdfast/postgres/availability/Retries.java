package dev.holdfast.postgres.availability;

import dev.holdfast.Pause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Retries that an arm never runs out of: what is looked at is something else. */
final class Retries {
  private static final int ENOUGH = 10; // tries of one call; two callers need two
  private static final int PLENTY = 1_000; // tokens
  private static final Duration SHORT = Duration.ofMillis(2);

  private Retries() {}

  static BudgetedRetry enough() {
    var meters = new SimpleMeterRegistry();
    return new BudgetedRetry(
        new BudgetedRetry.Options(ENOUGH, SHORT, SHORT.multipliedBy(4), false),
        new RetryBudget(new RetryBudget.Options(0, 0, PLENTY), System::nanoTime, meters),
        Pause.interruptible(),
        meters);
  }
}
