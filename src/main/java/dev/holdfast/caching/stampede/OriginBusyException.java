package dev.holdfast.caching.stampede;

import java.time.Duration;

/** A load was not begun: its origin was busy with as many as it may have. Try later. */
public final class OriginBusyException extends RuntimeException {
  OriginBusyException(String origin, int permits, Duration patience) {
    super(
        "origin '%s' was busy with its %d loads for %d ms: try later, or allow it more"
            .formatted(origin, permits, patience.toMillis()));
  }
}
