package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;

/** Retriers for experiments that are about something else than waiting for locks. */
final class Retriers {
  /** Longer than any step takes on a slow host: no arm is to meet it. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private Retriers() {}

  /** One try, and time enough for it. */
  static LockTimeoutRetrier patient(DataSource dataSource) {
    var ample = new BoundedTransaction(SOON, SOON.multipliedBy(2));
    return new LockTimeoutRetrier(
        dataSource,
        new LockTimeoutRetrier.Options(ample, SOON, 1),
        Pause.interruptible(),
        new SimpleMeterRegistry());
  }
}
