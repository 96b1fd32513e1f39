package dev.holdfast.caching.multilevel;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A near cache: values of a remote cache kept in this process, for as long as their invalidations
 * reach it.
 *
 * <p>It keeps no value that was read before an invalidation and arrives after it: a read leaves a
 * placeholder, an invalidation takes it away, and a value is kept only in its own placeholder's
 * place. It begins suspended, which is a miss for every key; {@link PushLink} resumes it while
 * invalidations arrive. Suspending and clearing are one step each, for what is kept and for what is
 * being read: entries bear the generation in which their read began.
 *
 * <p>As fresh as its invalidations: one that is on its way leaves the old value for so long. Reads
 * of one key that overlap are not joined; the first to come back is kept.
 *
 * <p>A hit costs no command and allocates nothing here. Thread-safe. What a loader throws passes
 * through, and nothing is kept. The placeholder is that of Redis' manual, Client-side caching,
 * Avoiding race conditions.
 *
 * @param <V> what is cached
 */
public final class NearCache<V> {
  private static final long SUSPENDED = 1; // odd generations

  private final ConcurrentMap<String, Kept<V>> entries;
  private final AtomicLong generation = new AtomicLong(SUSPENDED);
  private final Counter hits;
  private final Counter misses;
  private final Counter overtaken;
  private final Counter flushes;

  /** A read of the remote cache. */
  public interface Remote<V, X extends Exception> {
    /** The value, or null where there is none. */
    @Nullable V read(String key) throws X;
  }

  /**
   * @param name tells this cache's meters from another's
   * @param timeToLive how long an entry is kept though no invalidation came: the last resort
   */
  public NearCache(
      String name, long maximumSize, Duration timeToLive, Ticker ticker, MeterRegistry meters) {
    this(
        name,
        Caffeine.newBuilder()
            .maximumSize(maximumSize)
            .expireAfterWrite(timeToLive)
            .ticker(ticker)
            .<String, Kept<V>>build()
            .asMap(),
        meters);
  }

  NearCache(String name, ConcurrentMap<String, Kept<V>> entries, MeterRegistry meters) {
    this.entries = entries;
    hits = meters.counter("cache.near.gets", "cache", name, "result", "hit");
    misses = meters.counter("cache.near.gets", "cache", name, "result", "miss");
    overtaken = meters.counter("cache.near.overtaken", "cache", name);
    flushes = meters.counter("cache.near.flushes", "cache", name);
    meters.gauge(
        "cache.near.serving", Tags.of("cache", name), this, near -> near.serving() ? 1 : 0);
  }

  /** The kept value, or null. */
  public @Nullable V getIfPresent(String key) {
    Kept<V> entry = entries.get(key);
    if (entry == null || entry.value() == null || entry.generation() != generation.get()) {
      return null;
    }
    hits.increment();
    return entry.value();
  }

  /** The kept value, or what the remote cache answers; a null is not kept. */
  public <X extends Exception> @Nullable V get(String key, Remote<? extends V, X> remote) throws X {
    V hit = getIfPresent(key);
    return hit != null ? hit : read(key, remote);
  }

  /** Forgets the key, and what is being read of it. */
  public void invalidate(String key) {
    entries.remove(key);
  }

  /** Forgets everything, and what is being read: an invalidation was lost. */
  public void clear() {
    generation.addAndGet(2); // as odd or even as it was
    emptied();
  }

  /** Forgets everything and keeps nothing from here on: invalidations do not arrive. */
  public void suspend() {
    generation.updateAndGet(now -> now | SUSPENDED);
    emptied();
  }

  /** Keeps what is read from here on: each later invalidation will arrive. */
  public void resume() {
    generation.updateAndGet(now -> (now & SUSPENDED) == 0 ? now : now + 1);
  }

  /** Whether it keeps anything at all. */
  public boolean serving() {
    return (generation.get() & SUSPENDED) == 0;
  }

  private <X extends Exception> @Nullable V read(String key, Remote<? extends V, X> remote)
      throws X {
    misses.increment();
    long begun = generation.get();
    if ((begun & SUSPENDED) != 0) {
      return remote.read(key);
    }
    Kept<V> place =
        entries.compute(
            key,
            (_, held) ->
                held != null && held.generation() == begun ? held : new Kept<>(null, begun));
    V value = place.value(); // another read came back in the meantime
    if (value != null) {
      return value;
    }
    try {
      value = remote.read(key);
    } finally {
      if (value == null) {
        entries.remove(key, place);
      }
    }
    boolean kept = value == null || entries.replace(key, place, new Kept<>(value, begun));
    overtaken.increment(kept ? 0 : 1);
    return value;
  }

  private void emptied() {
    flushes.increment();
    entries.clear();
  }
}
