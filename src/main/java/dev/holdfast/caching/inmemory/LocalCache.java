package dev.holdfast.caching.inmemory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.Weigher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A read-through cache in one process whose memory is bounded by what its values weigh, whose hot
 * entries outlive a scan, and which gives up what has expired also when nobody comes any more.
 *
 * <p>A miss is loaded once, and an invalidation waits for the load of its key that is under way, so
 * that what was loaded before it does not stay. Each reader gets a copy of its own, where values
 * can be changed.
 *
 * <p>Limits: what a value weighs is what its weigher says, at the time it came in; an entry costs
 * some hundred bytes beside. Which entries stay is a guess from how often they were asked for: on a
 * trace where recency alone counts, LRU keeps better ones. A loader must not use the cache. What
 * grows too heavy leaves on the thread of the caller who brought it.
 *
 * <p>Costs of a hit: a look into a table, and a copy of the value. Thread-safe. An exception of the
 * loader reaches its callers as it is, and nothing is stored. Metrics: {@code cache.local.weight}.
 * Source: Einziger, Friedman, Manes, "TinyLFU", ACM Transactions on Storage 13(4), 2017; Caffeine's
 * wiki, pages Eviction and Compute.
 *
 * @param <K> the key
 * @param <V> what is cached
 */
public final class LocalCache<K, V> {
  private final Cache<K, V> entries;
  private final UnaryOperator<V> copy;

  public LocalCache(Options<K, V> options, MeterRegistry meters) {
    this.copy = options.copy();
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(options.maximumWeight())
            .weigher(options.weigher())
            .expireAfterWrite(options.expireAfterWrite())
            .ticker(options.ticker())
            .scheduler(options.scheduler())
            .executor(Runnable::run) // nothing waits in a queue of a pool that others use too
            .build();
    Gauge.builder("cache.local.weight", this, LocalCache::weight)
        .tag("cache", options.name())
        .register(meters);
  }

  /** The cached value, or what the loader finds; one load a key, however many ask. */
  public V get(K key, Function<? super K, ? extends V> loader) {
    return copy.apply(entries.get(key, loader));
  }

  /** The cached value, if there is one. */
  public Optional<V> find(K key) {
    return Optional.ofNullable(entries.getIfPresent(key)).map(copy);
  }

  /** Returns when neither the value nor one whose load had begun before is there any more. */
  public void invalidate(K key) {
    entries.asMap().remove(key);
  }

  /** What all entries weigh together. */
  public long weight() {
    return entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /**
   * @param name in metrics
   * @param maximumWeight in the weigher's unit: bytes, say
   * @param scheduler who wakes the cache when an entry expires; {@link Scheduler#systemScheduler()}
   * @param copy for values that can be changed; {@link UnaryOperator#identity()} for those that
   *     cannot
   */
  public record Options<K, V>(
      String name,
      long maximumWeight,
      Weigher<K, V> weigher,
      Duration expireAfterWrite,
      Ticker ticker,
      Scheduler scheduler,
      UnaryOperator<V> copy) {
    public Options {
      if (maximumWeight < 1) {
        throw new IllegalArgumentException(
            "maximumWeight is " + maximumWeight + "; it must be at least 1, and room for a value");
      }
      if (expireAfterWrite.toMillis() < 1) {
        throw new IllegalArgumentException(
            "expireAfterWrite is " + expireAfterWrite + "; it must be at least 1 ms, try 10 min");
      }
    }

    /** Unchangeable values of one weight each; change what differs. */
    public static <K, V> Options<K, V> ofEntries(String name, long entries, Duration expiry) {
      return new Options<>(
          name,
          entries,
          Weigher.singletonWeigher(),
          expiry,
          Ticker.systemTicker(),
          Scheduler.systemScheduler(),
          UnaryOperator.identity());
    }

    /** Weighed by this, in its unit. */
    public Options<K, V> weighing(long maximum, Weigher<K, V> by) {
      return new Options<>(name, maximum, by, expireAfterWrite, ticker, scheduler, copy);
    }

    /** With this clock, and woken by this scheduler. */
    public Options<K, V> on(Ticker clock, Scheduler by) {
      return new Options<>(name, maximumWeight, weigher, expireAfterWrite, clock, by, copy);
    }

    /** Each reader is given a copy made by this. */
    public Options<K, V> copying(UnaryOperator<V> how) {
      return new Options<>(name, maximumWeight, weigher, expireAfterWrite, ticker, scheduler, how);
    }
  }
}
