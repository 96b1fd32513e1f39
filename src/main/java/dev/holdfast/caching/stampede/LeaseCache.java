package dev.holdfast.caching.stampede;

import static java.util.Objects.requireNonNull;

import dev.holdfast.caching.stampede.LeaseStore.Slot;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read-through cache in Redis that asks the origin once for a missing key, however many nodes
 * miss it together.
 *
 * <p>The node that finds the slot empty leaves its lease there and loads; the others wait for the
 * value. A node that dies or loses Redis is replaced when its lease ends, and what it then still
 * writes is refused. So a load that outlasts the lease is done twice, a failed one is tried by the
 * next node that waits, and a node that loses Redis keeps its own callers for one time-out of the
 * driver. Not a lock: it spares the origin, and keeps late values out of the cache.
 *
 * <p>Callers of one node share one load and one wait ({@link SingleFlight}). A hit is one GET.
 *
 * <p>Thread-safe. Errors of Redis before the load are Lettuce's {@link RedisException}, bare or as
 * the cause of a {@link LoadException}. After the leases of Nishtala et al., Scaling Memcache at
 * Facebook, NSDI 2013, section 3.2.1.
 */
public final class LeaseCache implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaseCache.class);

  private final LeaseStore store;
  private final LeaseOptions options;
  private final LongSupplier nanoTime;
  private final SingleFlight<String, String> flights;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Counter loads;
  private final Counter waits;
  private final Counter takeovers;
  private final Counter refused;

  /** Over one connection, which stays its owner's; the name tells its meters from another's. */
  public LeaseCache(
      String name,
      StatefulRedisConnection<String, String> connection,
      LeaseOptions options,
      MeterRegistry meters) {
    this(name, new RedisLeaseStore(connection, options), options, meters, System::nanoTime);
  }

  LeaseCache(
      String name,
      LeaseStore store,
      LeaseOptions options,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    this.store = store;
    this.options = options;
    this.nanoTime = nanoTime;
    flights = new SingleFlight<>(name, meters);
    loads = meters.counter("cache.lease.loads", "cache", name);
    waits = meters.counter("cache.lease.waits", "cache", name);
    takeovers = meters.counter("cache.lease.takeovers", "cache", name);
    refused = meters.counter("cache.lease.refused", "cache", name);
  }

  /**
   * The cached value, or what the origin answers to the one node that asks it.
   *
   * @throws LoadException when the origin failed, or no value came within the patience
   */
  public String get(String key, Callable<String> origin) throws InterruptedException {
    String hit = store.read(key);
    return hit != null ? hit : flights.get(key, () -> loadOrWait(key, origin));
  }

  /** Ends every wait at once. */
  @Override
  public void close() {
    closed.countDown();
  }

  private String loadOrWait(String key, Callable<String> origin) throws Exception {
    String token = UUID.randomUUID().toString();
    long deadline = nanoTime.getAsLong() + options.patience().toNanos();
    for (boolean waited = false; ; waited = true) {
      switch (store.take(key, token)) {
        case Slot.Value(String value) -> {
          return value;
        }
        case Slot.Granted _ -> {
          takeovers.increment(waited ? 1 : 0);
          return load(key, token, origin);
        }
        case Slot.Held _ -> {
          waits.increment(waited ? 0 : 1);
          awaitNextLook(key, deadline);
        }
      }
    }
  }

  private String load(String key, String token, Callable<String> origin) throws Exception {
    loads.increment();
    String value;
    try {
      value = requireNonNull(origin.call(), "the origin answered null");
    } catch (Throwable e) {
      release(key, token, e);
      throw e;
    }
    try {
      if (!store.fill(key, token, value)) {
        refused.increment();
      }
    } catch (RedisException e) {
      // The callers have waited for this value, and it is good; only the next ones load again.
      log.warn("key '{}' was loaded and could not be cached", key, e);
    }
    return value;
  }

  private void release(String key, String token, Throwable failure) {
    try {
      if (!store.release(key, token)) {
        refused.increment();
      }
    } catch (RedisException e) {
      failure.addSuppressed(e); // the lease ends by itself
    }
  }

  private void awaitNextLook(String key, long deadline)
      throws InterruptedException, TimeoutException {
    if (nanoTime.getAsLong() >= deadline) {
      throw new TimeoutException(
          "no value for key '%s' within %d ms of patience: other nodes held its lease of %d ms"
              .formatted(key, options.patience().toMillis(), options.lease().toMillis()));
    }
    if (closed.await(options.poll().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("closed while key '" + key + "' was awaited");
    }
  }
}
