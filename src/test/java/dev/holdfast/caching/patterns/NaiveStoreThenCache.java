package dev.holdfast.caching.patterns;

import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/** Writes the store, and then the cache, which a failure of the store leaves as it was. */
record NaiveStoreThenCache(RedisCommands<String, String> redis, Table table) implements Through {
  @Override
  public void write(String key, String value) {
    table.put(key, value);
    redis.set(key, value);
  }

  @Override
  public @Nullable String shown(String key) {
    return redis.get(key);
  }
}
