package dev.holdfast.caching.abstraction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Counts what became of each request: a hit, a load, a row that is not there, a source that failed;
 * and says nothing of a rate before there was a request.
 *
 * <p>{@code cache.requests} by {@code result} ({@code hit}, {@code loaded}, {@code absent}, {@code
 * failed}), whose sum is the number of requests; {@code cache.hit.rate}, not a number (NaN) before
 * the first; {@code cache.tier.hits} and {@code cache.tier.failures} by {@code tier}. Thread-safe.
 */
public final class RequestMeters {
  private final String cache;
  private final MeterRegistry meters;
  private final LongAdder hits = new LongAdder();
  private final LongAdder others = new LongAdder();
  private final Counter hit;
  private final Counter loaded;
  private final Counter absent;
  private final Counter failed;
  private final ConcurrentMap<String, Counter> tierHits = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Counter> tierFailures = new ConcurrentHashMap<>();

  /**
   * @param cache tells its meters from another's
   */
  public RequestMeters(String cache, MeterRegistry meters) {
    this.cache = cache;
    this.meters = meters;
    this.hit = result("hit");
    this.loaded = result("loaded");
    this.absent = result("absent");
    this.failed = result("failed");
    Gauge.builder("cache.hit.rate", this, self -> self.hitRate().orElse(Double.NaN))
        .tag("cache", cache)
        .register(meters);
  }

  /** The share of requests that a tier answered; nothing before the first request. */
  public OptionalDouble hitRate() {
    long found = hits.sum();
    long all = found + others.sum();
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) found / all);
  }

  /** How many requests ended so. */
  public long requests(String result) {
    return (long)
        meters.get("cache.requests").tags("cache", cache, "result", result).counter().count();
  }

  void hit(String tier) {
    hits.increment();
    hit.increment();
    tierHits.computeIfAbsent(tier, name -> ofTier("cache.tier.hits", name)).increment();
  }

  <V> Optional<V> loading(Supplier<Optional<V>> source) {
    others.increment();
    Counter result = failed;
    try {
      Optional<V> found = source.get();
      result = found.isPresent() ? loaded : absent;
      return found;
    } finally {
      result.increment();
    }
  }

  void tierFailed(String tier) {
    tierFailures.computeIfAbsent(tier, name -> ofTier("cache.tier.failures", name)).increment();
  }

  private Counter result(String result) {
    return meters.counter("cache.requests", "cache", cache, "result", result);
  }

  private Counter ofTier(String name, String tier) {
    return meters.counter(name, "cache", cache, "tier", tier);
  }
}
