package dev.holdfast.caching.stampede;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Remembers for a while which keys the source does not have, so that asking for them again costs it
 * nothing; and forgets it at once when this process inserts the key, even while a lookup that will
 * find nothing is on its way.
 *
 * <p>Limits: an insert that this process is not told of is seen when the entry ends; callers that
 * ask together ask the source together, so put a {@link SingleFlight} before it; many different
 * absent keys each reach the source once, unless a {@link KeyFilter} stands before it. A key shares
 * its mark of inserts with one in a thousand others, which costs them a lookup more.
 *
 * <p>Costs: a look into a table, and an entry of some hundred bytes a key, as many as the maximum.
 * Thread-safe. What the source throws reaches the caller, and nothing is remembered. Metrics:
 * {@code cache.absent.spared}. Source: RFC 2308, "Negative Caching of DNS Queries".
 *
 * @param <K> the key, with {@code equals} and {@code hashCode}
 */
public final class NegativeEntries<K> {
  private static final int MARKS = 1 << 10;

  private final Cache<K, Boolean> absent;
  private final AtomicLongArray inserts = new AtomicLongArray(MARKS);
  private final Counter spared;

  /**
   * @param nanoTime {@code System::nanoTime}, or a test's own
   */
  public NegativeEntries(Options options, LongSupplier nanoTime, MeterRegistry meters) {
    absent =
        Caffeine.newBuilder()
            .maximumSize(options.maximum())
            .expireAfterWrite(options.timeToLive())
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
    spared = meters.counter("cache.absent.spared", "cache", options.name());
  }

  /**
   * What the source finds; nothing, without asking it, where it is known to have nothing.
   *
   * @throws Exception what the source throws
   */
  public <V> Optional<V> find(K key, Callable<Optional<V>> source) throws Exception {
    if (absent.getIfPresent(key) != null) {
      spared.increment();
      return Optional.empty();
    }
    long before = inserts.get(mark(key));
    Optional<V> found = source.call();
    if (found.isEmpty() && inserts.get(mark(key)) == before) {
      absent.put(key, true);
      if (inserts.get(mark(key)) != before) {
        absent.invalidate(key); // the insert may have come before the entry that it removes
      }
    }
    return found;
  }

  /** To be called after the source has the key, and before its writer is told so. */
  public void inserted(K key) {
    inserts.incrementAndGet(mark(key));
    absent.invalidate(key);
  }

  /** How many keys are known to be absent. */
  public long size() {
    absent.cleanUp();
    return absent.estimatedSize();
  }

  private int mark(K key) {
    return Math.floorMod(key.hashCode(), MARKS);
  }

  /**
   * @param name in metrics
   * @param maximum keys that are remembered
   * @param timeToLive how long an insert elsewhere may go unseen
   */
  public record Options(String name, long maximum, Duration timeToLive) {
    public Options {
      if (maximum < 1) {
        throw new IllegalArgumentException(
            "maximum is %d keys; it must be at least 1, try 10000".formatted(maximum));
      }
      if (timeToLive.toMillis() < 1) {
        throw new IllegalArgumentException(
            "timeToLive is %s; it must be at least 1 ms, try 5 s".formatted(timeToLive));
      }
    }
  }
}
