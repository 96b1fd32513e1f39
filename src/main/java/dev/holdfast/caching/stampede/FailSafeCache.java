package dev.holdfast.caching.stampede;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.caching.stampede.FailSafeSlot.Look;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * A read-through cache in one process that rides out a source which fails or is slow: it goes on
 * with the value that it has, up to a stated age, while one refresh at a time is under way.
 *
 * <p>A reader of an expired value asks the source and waits for its soft deadline; after that, or
 * when the source fails, it is given the old value, and the load goes on behind. All others are
 * given the old value at once. A source that failed is not asked again within {@code retryAfter}.
 * Past the bound, or without a value, readers wait for the load, and its failure shows.
 *
 * <p>Limits: values may be older than {@code fresh} by up to {@code stale}; each process asks for
 * itself; a load that hangs keeps its key from being refreshed, so give it a time-out.
 *
 * <p>Costs of a hit: a look into a table and one small object. Loads run on virtual threads of
 * their own. Thread-safe. Metrics: {@code cache.failsafe.loads}, {@code cache.failsafe.failures},
 * {@code cache.failsafe.stale}. Sources: RFC 5861, stale-if-error and stale-while-revalidate;
 * FusionCache (.NET), "Fail-Safe" and "Soft Timeouts".
 *
 * @param <K> the key, with {@code equals} and {@code hashCode}
 * @param <V> what is cached
 */
public final class FailSafeCache<K, V> {
  private final FailSafeOptions options;
  private final LongSupplier nanoTime;
  private final Cache<K, FailSafeSlot<V>> slots;
  private final Counter loads;
  private final Counter failures;
  private final Counter stale;

  /**
   * @param nanoTime {@code System::nanoTime}, or a test's own; the soft deadline is real time
   */
  public FailSafeCache(FailSafeOptions options, LongSupplier nanoTime, MeterRegistry meters) {
    this.options = options;
    this.nanoTime = nanoTime;
    slots = Caffeine.newBuilder().maximumSize(options.maximum()).executor(Runnable::run).build();
    loads = meters.counter("cache.failsafe.loads", "cache", options.name());
    failures = meters.counter("cache.failsafe.failures", "cache", options.name());
    stale = meters.counter("cache.failsafe.stale", "cache", options.name());
  }

  /**
   * A value no older than the bound.
   *
   * @throws LoadException when there is none, and the source failed
   */
  public V get(K key, Callable<? extends V> source) throws InterruptedException {
    FailSafeSlot<V> slot = slots.get(key, _ -> new FailSafeSlot<>(options));
    long now = nanoTime.getAsLong();
    Look<V> look = slot.look(now);
    if (look.begins()) {
      begin(key, slot, requireNonNull(look.attempt()), now, source);
    }
    V usable = look.usable();
    if (usable != null && !look.expired()) {
      return usable;
    }
    if (usable == null) {
      return await(key, requireNonNull(look.attempt()));
    }
    return look.begins() ? refreshed(requireNonNull(look.attempt()), usable) : old(usable);
  }

  /** The next reader loads; a load that is under way is no longer kept. */
  public void forget(K key) {
    slots.invalidate(key);
  }

  private V refreshed(CompletableFuture<V> attempt, V usable) throws InterruptedException {
    try {
      return attempt.get(options.softDeadline().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException _) {
      return old(usable); // what the source threw is counted where it was thrown
    }
  }

  private V old(V usable) {
    stale.increment();
    return usable;
  }

  private V await(K key, CompletableFuture<V> attempt) throws InterruptedException {
    try {
      return attempt.get();
    } catch (ExecutionException e) {
      throw new LoadException(key, e.getCause());
    }
  }

  private void begin(
      K key,
      FailSafeSlot<V> slot,
      CompletableFuture<V> attempt,
      long began,
      Callable<? extends V> source) {
    loads.increment();
    try {
      Thread.ofVirtual().name("load " + key).start(() -> load(slot, attempt, began, source));
    } catch (Throwable e) {
      failed(slot, attempt, e); // without a thread nobody would ever end this attempt
    }
  }

  private void load(
      FailSafeSlot<V> slot,
      CompletableFuture<V> attempt,
      long began,
      Callable<? extends V> source) {
    try {
      V value = requireNonNull(source.call(), "the source answered null");
      slot.landed(value, began, nanoTime.getAsLong());
      attempt.complete(value);
    } catch (Throwable e) {
      failed(slot, attempt, e);
    }
  }

  private void failed(FailSafeSlot<V> slot, CompletableFuture<V> attempt, Throwable failure) {
    failures.increment();
    slot.failed(nanoTime.getAsLong());
    attempt.completeExceptionally(failure);
  }
}
