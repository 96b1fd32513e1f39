package dev.holdfast.caching.patterns;

import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/** Writes the cache, and then the store. */
record NaiveCacheFirst(RedisCommands<String, String> redis, Table table) implements Through {
  @Override
  public void write(String key, String value) throws Exception {
    redis.set(key, value);
    table.put(key, value);
  }

  @Override
  public @Nullable String shown(String key) {
    return redis.get(key);
  }
}
