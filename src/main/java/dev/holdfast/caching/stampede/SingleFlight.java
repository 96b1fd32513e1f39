package dev.holdfast.caching.stampede;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

/**
 * Calls for one key that overlap share one load: the first begins it, the others join it.
 *
 * <p>The load runs on a virtual thread of its own, so nobody's interrupt ends it for the others; a
 * caller that is interrupted leaves alone. A failure goes once to everyone who waited, and is not
 * kept: the next call loads again.
 *
 * <p>It coalesces, it does not cache: a caller whose miss was seen before a load landed begins
 * another, unless its load looks again first, as {@link CoalescingCache} does. A loader that asks
 * for its own key waits for itself. Thread locals do not reach the loader.
 *
 * <p>Thread-safe. After Go's {@code singleflight}, less its {@code Forget}.
 *
 * @param <K> the key, with {@code equals} and {@code hashCode}
 * @param <V> what is loaded
 */
public final class SingleFlight<K, V> {
  private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
  private final Counter loads;
  private final Counter joins;

  /**
   * @param name tells this cache's meters from another's
   */
  public SingleFlight(String name, MeterRegistry meters) {
    loads = meters.counter("cache.flight.loads", "cache", name);
    joins = meters.counter("cache.flight.joins", "cache", name);
  }

  /**
   * What the load that is under way for this key comes to, or this one if there is none.
   *
   * @throws LoadException when the load failed, with what it threw as the cause
   * @throws InterruptedException when this caller was interrupted; the load goes on
   */
  public V get(K key, Callable<? extends V> load) throws InterruptedException {
    CompletableFuture<V> own = new CompletableFuture<>();
    CompletableFuture<V> underWay = flights.putIfAbsent(key, own);
    if (underWay == null) {
      loads.increment();
      begin(key, own, load);
    } else {
      joins.increment();
    }
    try {
      return (underWay == null ? own : underWay).get();
    } catch (ExecutionException e) {
      throw new LoadException(key, e.getCause());
    }
  }

  private void begin(K key, CompletableFuture<V> flight, Callable<? extends V> load) {
    try {
      Thread.ofVirtual().name("load " + key).start(() -> fly(key, flight, load));
    } catch (Throwable e) {
      // Without a thread nobody would ever land this flight, and the key would hang for good.
      flights.remove(key, flight);
      flight.completeExceptionally(e);
    }
  }

  private void fly(K key, CompletableFuture<V> flight, Callable<? extends V> load) {
    try {
      V value = load.call();
      flights.remove(key, flight);
      flight.complete(value);
    } catch (Throwable e) {
      // Removed before it is told: who hears of the failure and tries again gets a load of its own.
      flights.remove(key, flight);
      flight.completeExceptionally(e);
    }
  }
}
