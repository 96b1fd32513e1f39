package dev.holdfast.caching.redis;

import dev.holdfast.caching.Script;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;

/**
 * Counts within a window that begins with the first event: for rate limits and locks-out. The count
 * and its end are set in one step, so that no crash in between leaves a counter that never ends,
 * and with it a user who is locked out for good.
 *
 * <p>A count that has no end all the same, by whatever was written before, is given one. Limit: an
 * answer that is lost, and asked for again, counts twice; see {@link OnceCounter}. One round trip,
 * one key. Immutable, thread-safe. Errors are the driver's. Source: Redis' documentation, INCR,
 * "Pattern: Rate limiter 2", on its race.
 */
public final class WindowCounter {
  private static final Script<Long> COUNT =
      Script.ofNumber(
          """
          local count = redis.call('incr', KEYS[1])
          if redis.call('pttl', KEYS[1]) < 0 then redis.call('pexpire', KEYS[1], ARGV[1]) end
          return count
          """);

  private final RedisCommands<String, String> redis;
  private final Duration window;

  public WindowCounter(StatefulRedisConnection<String, String> connection, Duration window) {
    if (window.toMillis() < 1) {
      throw new IllegalArgumentException(
          "window is " + window + "; it must be at least 1 ms, try 1 min");
    }
    this.redis = connection.sync();
    this.window = window;
  }

  /** Counts one more; how many there are in the window by now. */
  public long count(String key) {
    return COUNT.run(redis, key, Long.toString(window.toMillis()));
  }
}
