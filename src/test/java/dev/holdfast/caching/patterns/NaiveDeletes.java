package dev.holdfast.caching.patterns;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayDeque;
import java.util.Queue;

/** Deletes that fail are remembered, so many of them and no more. */
record NaiveDeletes(RedisCommands<String, String> redis, int most, Queue<String> remembered) {
  NaiveDeletes(RedisCommands<String, String> redis, int most) {
    this(redis, most, new ArrayDeque<>());
  }

  void invalidate(String key) {
    try {
      redis.del(key);
    } catch (RedisException _) {
      if (remembered.size() < most) {
        remembered.add(key);
      }
    }
  }

  void settle() {
    remembered.forEach(redis::del);
  }
}
