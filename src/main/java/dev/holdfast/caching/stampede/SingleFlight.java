package dev.holdfast.caching.stampede;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls for one key that overlap share one load: the first begins it, the others join it.
 *
 * <p>The load runs on a virtual thread of its own, so nobody's interrupt ends it for the others; a
 * caller that is interrupted, or cancels its future, leaves alone. A failure goes once to everyone
 * who waited, and is not kept: the next call loads again.
 *
 * <p>With a deadline, a load that is not back by then is given up: it is interrupted, everyone who
 * waited is told, and the next call begins another. A load that hears no interrupt goes on behind
 * it, unheard: a source that hangs may have one more of them for each deadline. Without one, a load
 * that hangs keeps its callers.
 *
 * <p>It coalesces, it does not cache: a caller whose miss was seen before a load landed begins
 * another, unless its load looks again first, as {@link CoalescingCache} does. A loader that asks
 * for its own key waits for itself. Thread locals do not reach the loader.
 *
 * <p>Thread-safe. After Go's {@code singleflight}, whose {@code Forget} is the deadline's here.
 *
 * @param <K> the key, with {@code equals} and {@code hashCode}
 * @param <V> what is loaded
 */
public final class SingleFlight<K, V> {
  private final ConcurrentMap<K, Flight<V>> flights = new ConcurrentHashMap<>();
  private final Deadline deadline;
  private final ThreadFactory threads;
  private final Counter loads;
  private final Counter joins;
  private final Counter givenUp;

  /**
   * Without a deadline.
   *
   * @param name tells this cache's meters from another's
   */
  public SingleFlight(String name, MeterRegistry meters) {
    this(name, Deadline.none(), Thread.ofVirtual().factory(), meters);
  }

  /**
   * @param deadline of each load, from its beginning; longer than any that is only slow
   */
  public SingleFlight(String name, Duration deadline, MeterRegistry meters) {
    this(name, Deadline.of(deadline), Thread.ofVirtual().factory(), meters);
  }

  SingleFlight(String name, Deadline deadline, ThreadFactory threads, MeterRegistry meters) {
    this.deadline = deadline;
    this.threads = threads;
    loads = meters.counter("cache.flight.loads", "cache", name);
    joins = meters.counter("cache.flight.joins", "cache", name);
    givenUp = meters.counter("cache.flight.given.up", "cache", name);
  }

  /**
   * What the load that is under way for this key comes to, or this one if there is none.
   *
   * @throws LoadException when the load failed, with what it threw as the cause, or was given up,
   *     with a {@link TimeoutException}
   * @throws InterruptedException when this caller was interrupted; the load goes on
   */
  public V get(K key, Callable<? extends V> load) throws InterruptedException {
    return join(key, landing(load)).await();
  }

  /**
   * The same without waiting. The future is the caller's own, to cancel or to give a time-out: the
   * load and the futures of others go on. It fails as {@link #get} does.
   */
  public CompletableFuture<V> getAsync(K key, Callable<? extends V> load) {
    return join(key, landing(load)).own();
  }

  /**
   * @param load what it comes to is its landing, which is run unless the flight was given up, and
   *     before another can begin: the place to keep a value
   */
  Flight<V> join(K key, Callable<? extends Supplier<? extends V>> load) {
    Flight<V> own = new Flight<>(key);
    Flight<V> underWay = flights.putIfAbsent(key, own);
    if (underWay != null) {
      joins.increment();
      return underWay;
    }
    loads.increment();
    begin(key, own, load);
    return own;
  }

  private void begin(K key, Flight<V> flight, Callable<? extends Supplier<? extends V>> load) {
    try {
      Thread pilot = threads.newThread(() -> fly(key, flight, load));
      pilot.setName("load " + key);
      flight.whenTold(deadline.begin(expired -> giveUp(key, flight, pilot, expired)));
      pilot.start();
    } catch (Throwable e) {
      // Without a thread nobody would ever land this flight, and the key would hang for good.
      tell(key, flight, e);
    }
  }

  private void fly(K key, Flight<V> flight, Callable<? extends Supplier<? extends V>> load) {
    try {
      Supplier<? extends V> landing = load.call();
      if (flight.end()) {
        V value = landing.get();
        flights.remove(key, flight);
        flight.landed(value);
      }
    } catch (Throwable e) {
      tell(key, flight, e);
    }
  }

  private void giveUp(K key, Flight<V> flight, Thread pilot, TimeoutException expired) {
    if (flight.end()) {
      givenUp.increment();
      tell(key, flight, expired);
      pilot.interrupt();
    }
  }

  private void tell(K key, Flight<V> flight, Throwable failure) {
    // Removed before it is told: who hears of the failure and tries again gets a load of its own.
    flights.remove(key, flight);
    flight.failed(failure);
  }

  private static <V> Callable<Supplier<V>> landing(Callable<? extends V> load) {
    return () -> {
      V value = load.call();
      return () -> value;
    };
  }
}
