package dev.holdfast.caching.examples.sessions;

import java.time.Duration;

/**
 * How long sessions last.
 *
 * @param idle after its last use; each use begins it anew
 * @param longest from its beginning or its login, however much it is used
 * @param grace how long a login may take to reach Redis: no longer, or it is refused
 */
record SessionOptions(Duration idle, Duration longest, Duration grace) {
  SessionOptions {
    if (grace.toMillis() < 1 || idle.compareTo(grace) < 0 || longest.compareTo(idle) < 0) {
      throw new IllegalArgumentException(
          "grace is %s, idle is %s, longest is %s; each must be at least the one before, and 1 ms"
                  .formatted(grace, idle, longest)
              + "; try 10 s, 30 min, 12 h");
    }
  }
}
