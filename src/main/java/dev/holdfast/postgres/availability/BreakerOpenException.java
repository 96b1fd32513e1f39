package dev.holdfast.postgres.availability;

import java.sql.SQLException;
import java.time.Duration;

/**
 * The call was not made, since the server did not answer others. It has no SQLSTATE, so that nobody
 * takes it for something worth trying again at once.
 */
public final class BreakerOpenException extends SQLException {
  private static final long serialVersionUID = 1L;

  BreakerOpenException(int failures, Duration untilProbe) {
    super(
        "not asked: the server failed %d times in a row; the next call is let through in %d ms"
            .formatted(failures, untilProbe.toMillis()));
  }
}
