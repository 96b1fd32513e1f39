package dev.holdfast.caching.production;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;

/**
 * A cache for which a Redis that has no room is a miss, and no error: what cannot be kept is not
 * kept, and what it would have replaced is taken away, since that is old by now.
 *
 * <p>Limits: misses cost the origin as if there were no cache, see what coalesces them; any other
 * error passes through. Costs: one command a call, two for a put that is refused. Thread-safe;
 * errors are the driver's. Metric: {@code cache.full}, the refused puts: more than a few mean that
 * the server needs more memory, or a policy that evicts ({@link Placement}). Source: Redis'
 * documentation, "Key eviction", noeviction.
 */
public final class BestEffortCache {
  private static final String OUT_OF_MEMORY = "OOM ";

  private final RedisCommands<String, String> redis;
  private final SetArgs kept;
  private final Counter full;

  /**
   * @param name tells this cache's meters from another's
   * @param timeToLive of each entry
   */
  public BestEffortCache(
      String name,
      StatefulRedisConnection<String, String> connection,
      Duration timeToLive,
      MeterRegistry meters) {
    if (timeToLive.toMillis() < 1) {
      throw new IllegalArgumentException(
          "timeToLive is " + timeToLive + "; it must be at least 1 ms, try 10 min");
    }
    this.redis = connection.sync();
    this.kept = SetArgs.Builder.px(timeToLive);
    this.full = meters.counter("cache.full", "cache", name);
  }

  public Optional<String> get(String key) {
    return Optional.ofNullable(redis.get(key));
  }

  /** Keeps the value; false when there is no room for it, and the key is a miss from now on. */
  public boolean put(String key, String value) {
    try {
      redis.set(key, value, kept);
      return true;
    } catch (RedisCommandExecutionException e) {
      if (!String.valueOf(e.getMessage()).startsWith(OUT_OF_MEMORY)) {
        throw e;
      }
      full.increment();
      redis.unlink(key);
      return false;
    }
  }
}
