package dev.holdfast.caching.production;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** GET and SET: a put that is refused is thrown, or passed over, and what was there stays. */
final class NaiveFullRedis implements Entries {
  private final RedisCommands<String, String> redis;
  private final SetArgs kept;
  private final boolean passesOver;

  NaiveFullRedis(
      StatefulRedisConnection<String, String> connection, Duration timeToLive, boolean passesOver) {
    this.redis = connection.sync();
    this.kept = SetArgs.Builder.px(timeToLive);
    this.passesOver = passesOver;
  }

  @Override
  public @Nullable String get(String key) {
    return redis.get(key);
  }

  @Override
  public void put(String key, String value) {
    try {
      redis.set(key, value, kept);
    } catch (RedisCommandExecutionException e) {
      if (!passesOver) {
        throw e;
      }
    }
  }
}
