package dev.holdfast.grpc.server;

import java.time.Duration;

/**
 * How a process ended: when, counted from its SIGTERM, or that it was alive when nobody waited any
 * longer.
 */
record Exit(boolean ended, Duration after) {
  boolean within(Duration limit) {
    return ended && after.compareTo(limit) <= 0;
  }

  @Override
  public String toString() {
    return (ended ? "exit after %,d ms" : "alive after %,d ms").formatted(after.toMillis());
  }
}
