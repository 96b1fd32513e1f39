package dev.holdfast.caching.patterns;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.List;

/**
 * What an operator watches of one log: {@code cache.writes.waiting} and {@code cache.writes.age},
 * in seconds, of the oldest that this process has taken and not yet written, which grows while the
 * store hangs; {@code .stored}, {@code .coalesced}, {@code .refused} by a full log, {@code
 * .failures} of the store, {@code .aside}. Thread-safe.
 *
 * <p>Limit: the age is by this host's clock, and that of Redis. Cost: one XLEN a scrape.
 */
final class WriteBehindMeters {
  private static final long NONE = 0;
  private static final double MILLIS = 1e3; // a second's

  private final Clock clock;
  private final Counter stored;
  private final Counter coalesced;
  private final Counter refused;
  private final Counter failures;
  private final Counter aside;
  private volatile long oldest = NONE;

  WriteBehindMeters(String log, WriteLog writes, Clock clock, MeterRegistry meters) {
    Tags tags = Tags.of("log", log);
    this.clock = clock;
    stored = meters.counter("cache.writes.stored", tags);
    coalesced = meters.counter("cache.writes.coalesced", tags);
    refused = meters.counter("cache.writes.refused", tags);
    failures = meters.counter("cache.writes.failures", tags);
    aside = meters.counter("cache.writes.aside", tags);
    meters.gauge("cache.writes.waiting", tags, writes, WriteLog::depth);
    meters.gauge("cache.writes.age", tags, this, WriteBehindMeters::age);
  }

  void taken(List<Write> taken) {
    oldest = taken.isEmpty() ? NONE : taken.getFirst().madeAt();
  }

  void written(int taken, int told) {
    oldest = NONE;
    stored.increment(told);
    coalesced.increment(taken - told);
  }

  void refused() {
    refused.increment();
  }

  void failed() {
    failures.increment();
  }

  void putAside(int keys) {
    aside.increment(keys);
  }

  private double age() {
    long since = oldest;
    return since == NONE ? 0 : Math.max(0, clock.millis() - since) / MILLIS;
  }
}
