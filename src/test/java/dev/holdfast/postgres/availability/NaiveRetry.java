package dev.holdfast.postgres.availability;

import dev.holdfast.Pause;
import java.sql.SQLException;
import java.time.Duration;

/** Tries a call again whatever it failed by, as many annotations and loops do. */
final class NaiveRetry {
  private final int tries;
  private final Duration pause;

  NaiveRetry(int tries, Duration pause) {
    this.tries = tries;
    this.pause = pause;
  }

  <T> T call(SqlCall<T> call) throws SQLException, InterruptedException {
    for (int tried = 1; ; tried++) {
      try {
        return call.call();
      } catch (SQLException e) {
        if (tried >= tries) {
          throw e;
        }
      }
      Pause.interruptible().await(pause);
    }
  }
}
