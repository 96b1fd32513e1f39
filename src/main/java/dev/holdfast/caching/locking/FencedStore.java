package dev.holdfast.caching.locking;

import dev.holdfast.caching.Script;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Optional;

/**
 * Values that a lock guards: a write with a smaller number than one before it is refused, so that a
 * holder who is late overwrites nothing.
 *
 * <p>Limit: among holders of the same lock; the number is kept with the value, and goes with it.
 * One round trip, one key, a hash. Thread-safe; errors are the driver's. Source: Kleppmann, "How to
 * do distributed locking", 2016, "Making the lock safe with fencing".
 */
public final class FencedStore {
  private static final Script<Long> WRITE =
      Script.ofNumber(
          """
          local seen = redis.call('hget', KEYS[1], 'fence')
          if seen and tonumber(seen) > tonumber(ARGV[1]) then return 0 end
          redis.call('hset', KEYS[1], 'fence', ARGV[1], 'value', ARGV[2])
          return 1
          """);

  private final RedisCommands<String, String> redis;

  public FencedStore(StatefulRedisConnection<String, String> connection) {
    this.redis = connection.sync();
  }

  public Optional<String> read(String key) {
    return Optional.ofNullable(redis.hget(key, "value"));
  }

  /** Writes it, unless a later holder was here; false then. */
  public boolean write(String key, String value, Fence fence) {
    return WRITE.run(redis, key, Long.toString(fence.number()), value) == 1;
  }
}
