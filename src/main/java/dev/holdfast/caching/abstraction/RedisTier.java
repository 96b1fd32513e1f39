package dev.holdfast.caching.abstraction;

import dev.holdfast.caching.Script;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A tier in Redis, of strings, each with the time that it has left: one round trip a call.
 *
 * <p>What is left is counted from before the question, so that the way of the answer does not
 * prolong it. Limit: it trusts that clocks go at the same speed, not that they agree. Thread-safe;
 * errors and time-outs are the driver's: bound them there.
 */
public final class RedisTier implements Tier<String> {
  private static final Script<List<Object>> FIND =
      Script.ofList(
          """
          local value = redis.call('get', KEYS[1])
          return value and { value, redis.call('pttl', KEYS[1]) } or {}
          """);

  private final RedisCommands<String, String> redis;
  private final String prefix;
  private final Clock clock;

  /**
   * @param prefix before each key, so that it is not taken for somebody else's
   */
  public RedisTier(StatefulRedisConnection<String, String> connection, String prefix, Clock clock) {
    this.redis = connection.sync();
    this.prefix = prefix;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Optional<Entry<String>> find(String key) {
    Instant asked = clock.instant();
    List<Object> found = FIND.run(redis, prefix + key);
    // One without an end was not written here, and would never be right again once it is wrong.
    return found.isEmpty() || (Long) found.get(1) < 0
        ? Optional.empty()
        : Optional.of(new Entry<>((String) found.get(0), asked.plusMillis((Long) found.get(1))));
  }

  @Override
  public void put(String key, Entry<String> entry) {
    Duration left = Duration.between(clock.instant(), entry.expires());
    if (left.toMillis() > 0) { // Redis refuses 0
      redis.set(prefix + key, entry.value(), SetArgs.Builder.px(left));
    }
  }

  @Override
  public void remove(String key) {
    redis.del(prefix + key);
  }
}
