package dev.holdfast.caching.stampede;

import dev.holdfast.caching.Script;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/**
 * Slots in Redis: a string whose first letter tells a lease, with its owner's token, from a value.
 *
 * <p>A lease ends by Redis' own clock. Every step names one key, so it works on a cluster too.
 * Needs Redis 7.0 or later ({@code SET … NX GET}). A failover may forget a lease: then two nodes
 * load, and only the later taker's value is kept.
 *
 * <p>Thread-safe. The lease in the value's place is that of Facebook's memcached (Nishtala et al.,
 * NSDI 2013, section 3.2.1) and of rueidis' {@code rueidisaside}.
 */
final class RedisLeaseStore implements LeaseStore {
  static final char LEASE = 'L';
  static final char VALUE = 'V';

  private static final Script FILL =
      new Script(
          """
          if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
          redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
          return 1
          """);

  private static final Script RELEASE =
      new Script(
          """
          if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
          return redis.call('del', KEYS[1])
          """);

  private final RedisCommands<String, String> redis;
  private final LeaseOptions options;

  RedisLeaseStore(StatefulRedisConnection<String, String> connection, LeaseOptions options) {
    this.redis = connection.sync();
    this.options = options;
  }

  @Override
  public @Nullable String read(String key) {
    String slot = redis.get(key);
    return slot == null || slot.charAt(0) == LEASE ? null : value(key, slot);
  }

  @Override
  public Slot take(String key, String token) {
    SetArgs ifEmpty = SetArgs.Builder.nx().px(options.lease());
    String found = redis.setGet(key, LEASE + token, ifEmpty);
    // One's own token: the driver sent the command again after it had lost the answer.
    if (found == null || found.equals(LEASE + token)) {
      return new Slot.Granted();
    }
    return found.charAt(0) == LEASE ? new Slot.Held() : new Slot.Value(value(key, found));
  }

  @Override
  public boolean fill(String key, String token, String value) {
    String kept = Long.toString(options.timeToLive().toMillis());
    return FILL.run(redis, key, LEASE + token, VALUE + value, kept);
  }

  @Override
  public boolean release(String key, String token) {
    return RELEASE.run(redis, key, LEASE + token);
  }

  private static String value(String key, String slot) {
    if (slot.charAt(0) != VALUE) {
      throw new IllegalStateException(
          "key '%s' holds what this cache did not write; give the cache a prefix of its own"
              .formatted(key));
    }
    return slot.substring(1);
  }
}
