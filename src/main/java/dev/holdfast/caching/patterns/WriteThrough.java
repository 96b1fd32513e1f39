package dev.holdfast.caching.patterns;

import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;

/**
 * Writes the store, then the cache: it never shows what the store refused.
 *
 * <p>When the store fails its answer may be lost only, so that neither the old value nor the new is
 * sure to be right: the key is forgotten. When the cache fails the write is done all the same, and
 * the key is forgotten as soon as that can be. Limits: two writers of one key may reach the cache
 * in the other order than the store, see versions; a process that dies in between leaves the old
 * value for its time to live.
 *
 * <p>Costs: one SET a write. Thread-safe; errors are the store's. Source: Oracle Coherence
 * documentation, "Write-Through Caching".
 */
public final class WriteThrough {
  private final RedisCommands<String, String> redis;
  private final SetArgs kept;
  private final Invalidations invalidations;

  /** A write of the store; it throws when the store refuses, or does not answer. */
  @FunctionalInterface
  public interface Store<X extends Exception> {
    void write(String key, String value) throws X;
  }

  /**
   * @param timeToLive of a value in the cache
   */
  public WriteThrough(
      StatefulRedisConnection<String, String> connection,
      Duration timeToLive,
      Invalidations invalidations) {
    if (timeToLive.toMillis() < 1) {
      throw new IllegalArgumentException(
          "timeToLive is %s: Redis counts in milliseconds, give at least 1".formatted(timeToLive));
    }
    this.redis = connection.sync();
    this.kept = SetArgs.Builder.px(timeToLive);
    this.invalidations = invalidations;
  }

  /** Writes both; what the store throws is passed on. */
  public <X extends Exception> void put(String key, String value, Store<X> store) throws X {
    boolean stored = false;
    try {
      store.write(key, value);
      stored = true;
    } finally {
      if (!stored) {
        invalidations.invalidate(key);
      }
    }
    try {
      redis.set(key, value, kept);
    } catch (RedisException _) {
      invalidations.invalidate(key);
    }
  }
}
