package dev.holdfast.caching.patterns;

import dev.holdfast.caching.redis.PipelinedReads;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Reads many keys from a cache in Redis, and those that it does not have from the store, all in one
 * call of it.
 *
 * <p>What was loaded is put where nothing is by then: a write that came in between stays ({@link
 * WriteThrough}). Limits: one that deletes instead leaves nothing, and is not noticed; callers that
 * miss together each load; what the store does not know is asked for again.
 *
 * <p>Costs: a GET a key, a SET for each that was missing, each kind in about one round trip.
 * Thread- safe; errors are the driver's and the loader's. Metrics: {@code cache.readthrough.loads},
 * {@code .loaded}. Source: Fowler, Patterns of Enterprise Application Architecture, on ripple
 * loading.
 */
public final class ReadThrough {
  private final StatefulRedisConnection<String, String> connection;
  private final PipelinedReads reads;
  private final Duration patience;
  private final SetArgs ifAbsent;
  private final Counter loads;
  private final Counter loaded;

  /** Where missing values come from. */
  @FunctionalInterface
  public interface Loader<X extends Exception> {
    /** The values of these keys; a key that the store does not know has none. */
    Map<String, String> load(Set<String> keys) throws X;
  }

  /**
   * @param timeToLive of what was loaded
   * @param patience for all answers of Redis together
   */
  public ReadThrough(
      StatefulRedisConnection<String, String> connection,
      Duration timeToLive,
      Duration patience,
      MeterRegistry meters) {
    if (timeToLive.toMillis() < 1 || patience.toMillis() < 1) {
      throw new IllegalArgumentException(
          "timeToLive is %s, patience is %s; both must be at least 1 ms"
              .formatted(timeToLive, patience));
    }
    this.connection = connection;
    this.reads = new PipelinedReads(connection, patience);
    this.patience = patience;
    this.ifAbsent = SetArgs.Builder.px(timeToLive).nx();
    this.loads = meters.counter("cache.readthrough.loads");
    this.loaded = meters.counter("cache.readthrough.loaded");
  }

  /** The values of the keys, without those that nobody knows. */
  public <X extends Exception> Map<String, String> getAll(List<String> keys, Loader<X> loader)
      throws X {
    List<Optional<String>> answers = reads.get(keys);
    Map<String, String> found = new LinkedHashMap<>();
    Set<String> missing = new LinkedHashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      answers.get(i).ifPresentOrElse(value -> found.put(key, value), () -> missing.add(key));
    }
    if (!missing.isEmpty()) {
      found.putAll(load(missing, loader));
    }
    return found;
  }

  private <X extends Exception> Map<String, String> load(Set<String> missing, Loader<X> loader)
      throws X {
    Map<String, String> values = new LinkedHashMap<>(loader.load(missing));
    values.keySet().retainAll(missing);
    loads.increment();
    loaded.increment(values.size());
    fill(values);
    return values;
  }

  private void fill(Map<String, String> values) {
    List<RedisFuture<String>> sent = new ArrayList<>();
    values.forEach((key, value) -> sent.add(connection.async().set(key, value, ifAbsent)));
    if (!LettuceFutures.awaitAll(
        patience.toNanos(), TimeUnit.NANOSECONDS, sent.toArray(RedisFuture[]::new))) {
      throw new RedisCommandTimeoutException(
          "not all of %d values were stored within %d ms"
              .formatted(values.size(), patience.toMillis()));
    }
  }
}
