package dev.holdfast.caching.stampede;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * A read-through cache in one process that loads a missing key once, however many callers miss it.
 *
 * <p>Stands on any concurrent map: Caffeine's {@code asMap()} brings size and expiry. One load at a
 * time, not one for ever: an entry that expires is loaded again. A key that is removed while its
 * load is under way comes back with what the load found. What comes back after its load was given
 * up is not kept.
 *
 * <p>Thread-safe if the map is. Errors are those of {@link SingleFlight}; nothing is stored then.
 *
 * @param <K> the key
 * @param <V> what is cached
 */
public final class CoalescingCache<K, V> {
  private final ConcurrentMap<K, V> entries;
  private final SingleFlight<K, V> flights;

  public CoalescingCache(ConcurrentMap<K, V> entries, SingleFlight<K, V> flights) {
    this.entries = entries;
    this.flights = flights;
  }

  /**
   * The cached value, or what the origin answers.
   *
   * @throws LoadException when the origin did not answer
   */
  public V get(K key, Callable<? extends V> origin) throws InterruptedException {
    V hit = entries.get(key);
    return hit != null ? hit : flights.join(key, () -> load(key, origin)).await();
  }

  /** The same without waiting: a future of the caller's own, see {@link SingleFlight#getAsync}. */
  public CompletableFuture<V> getAsync(K key, Callable<? extends V> origin) {
    V hit = entries.get(key);
    return hit != null
        ? CompletableFuture.completedFuture(hit)
        : flights.join(key, () -> load(key, origin)).own();
  }

  private Supplier<V> load(K key, Callable<? extends V> origin) throws Exception {
    // Another flight may have landed between this caller's miss and its take-off.
    V landed = entries.get(key);
    if (landed != null) {
      return () -> landed;
    }
    V loaded = origin.call();
    return () -> {
      entries.put(key, loaded);
      return loaded;
    };
  }
}
