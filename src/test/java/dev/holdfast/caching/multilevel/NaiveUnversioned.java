package dev.holdfast.caching.multilevel;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Values without a version: whoever sets last is right. */
final class NaiveUnversioned {
  private final RedisCommands<String, String> redis;
  private final SetArgs kept;

  NaiveUnversioned(StatefulRedisConnection<String, String> connection, Duration timeToLive) {
    this.redis = connection.sync();
    this.kept = SetArgs.Builder.px(timeToLive);
  }

  @Nullable Versioned get(String key) {
    String value = redis.get(key);
    return value == null ? null : new Versioned(Long.parseLong(value), value);
  }

  void put(String key, Versioned value) {
    redis.set(key, value.value(), kept);
  }

  void remove(String key, long version) {
    redis.del(key);
  }
}
