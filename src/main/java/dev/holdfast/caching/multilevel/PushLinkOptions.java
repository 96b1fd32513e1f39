package dev.holdfast.caching.multilevel;

import java.time.Duration;

/**
 * How a {@link PushLink} is watched. A dead link is noticed within two intervals and one time-out.
 *
 * @param interval between two heartbeats, and between two tries to connect
 * @param timeout how long an answer may take: a connection's, or a heartbeat's
 */
public record PushLinkOptions(Duration interval, Duration timeout) {
  public PushLinkOptions {
    atLeastOneMilli("interval", interval);
    atLeastOneMilli("timeout", timeout);
  }

  private static void atLeastOneMilli(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException("%s is %s: give at least 1 ms".formatted(name, value));
    }
  }
}
