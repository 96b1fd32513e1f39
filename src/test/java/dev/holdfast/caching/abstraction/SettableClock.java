package dev.holdfast.caching.abstraction;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time, and as much later as it is told. */
final class SettableClock extends Clock {
  private volatile Duration later = Duration.ZERO;

  void advance(Duration by) {
    later = later.plus(by);
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant().plus(later);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("it has no use for zones");
  }
}
