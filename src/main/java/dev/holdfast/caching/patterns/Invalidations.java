package dev.holdfast.caching.patterns;

import dev.holdfast.Pause;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Deletes what the store has outgrown from a cache; and what could not be deleted, as soon as Redis
 * is back. No caller waits for that, and none is told.
 *
 * <p>It remembers so many keys; when more are owed, it owes the whole cache, and deletes every key
 * with its prefix. Limits: what is owed dies with the process, and then its time to live is what
 * ends it; readers that reach Redis during the outage read the old value until it is deleted; on a
 * cluster the whole cache is one node's.
 *
 * <p>Costs: one DEL, and one more for each that was owed. Thread-safe. Metrics: {@code
 * cache.invalidations.owed}, {@code cache.invalidations.failed}. Source: Microsoft, Cloud Design
 * Patterns, "Cache-Aside pattern", on consistency.
 */
public final class Invalidations implements AutoCloseable {
  private static final int AT_ONCE = 500; // keys: a millisecond or so of the server's

  private final RedisCommands<String, String> redis;
  private final String prefix;
  private final int most;
  private final Duration interval;
  private final Pause pause;
  private final Counter failed;

  /** How often each key came to be owed: one that does so again while it is deleted stays. */
  private final ConcurrentMap<String, Integer> owed = new ConcurrentHashMap<>();

  private final AtomicInteger overflows = new AtomicInteger();
  private final Thread worker;
  private volatile int madeGood; // of the overflows

  /**
   * @param prefix of all keys of the cache, and of no other
   * @param most keys that are remembered
   * @param interval between two tries
   */
  public Invalidations(
      StatefulRedisConnection<String, String> connection,
      String prefix,
      int most,
      Duration interval,
      Pause pause,
      MeterRegistry meters) {
    if (most < 1 || !interval.isPositive() || prefix.isEmpty()) {
      throw new IllegalArgumentException(
          "prefix is '%s', most is %d, interval is %s; a prefix, at least 1 and a positive time are"
                  .formatted(prefix, most, interval)
              + " needed, try 10,000 and 1 s");
    }
    this.redis = connection.sync();
    this.prefix = prefix;
    this.most = most;
    this.interval = interval;
    this.pause = pause;
    this.failed = meters.counter("cache.invalidations.failed");
    meters.gauge("cache.invalidations.owed", this, Invalidations::owed);
    this.worker = Thread.ofVirtual().name("invalidations").start(this::keepTrying);
  }

  /** Deletes the key, now or as soon as that can be done. */
  public void invalidate(String key) {
    try {
      redis.del(key);
    } catch (RedisException _) {
      failed.increment();
      owe(key);
    }
  }

  /** How many keys wait to be deleted; the greatest number there is when the whole cache does. */
  public int owed() {
    return overflows.get() == madeGood ? owed.size() : Integer.MAX_VALUE;
  }

  @Override
  public void close() {
    worker.interrupt();
  }

  private void makeGood() {
    try {
      int until = overflows.get();
      if (until != madeGood) {
        deleteAll();
        madeGood = until;
      }
      owed.forEach(
          (key, times) -> {
            redis.del(key);
            owed.remove(key, times);
          });
    } catch (RedisException _) {
      failed.increment();
    }
  }

  private void keepTrying() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        pause.await(interval);
        makeGood();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void owe(String key) {
    owed.merge(key, 1, Integer::sum);
    if (owed.size() > most) {
      overflows.incrementAndGet(); // before what it stands for is forgotten
      owed.clear();
    }
  }

  private void deleteAll() {
    ScanArgs ours = ScanArgs.Builder.matches(literally(prefix) + "*").limit(AT_ONCE);
    KeyScanCursor<String> found = redis.scan(ours);
    delete(found.getKeys());
    while (!found.isFinished()) {
      found = redis.scan(found, ours);
      delete(found.getKeys());
    }
  }

  private void delete(List<String> keys) {
    if (!keys.isEmpty()) {
      redis.del(keys.toArray(String[]::new));
    }
  }

  private static String literally(String text) {
    return text.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
  }
}
