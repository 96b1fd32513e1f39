package dev.holdfast.caching.redis;

import dev.holdfast.caching.Script;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;

/**
 * A counter that counts an event once, however often it is told of it: whether the driver sends a
 * command again whose answer was lost, or the caller does.
 *
 * <p>Each event has a token; what the counter said to it is kept beside the counter for a while,
 * and said again. Limits: a repetition that comes later than that counts again; a failover of Redis
 * may forget both. Costs: one round trip, two keys, which a cluster keeps together.
 *
 * <p>Immutable, thread-safe. Errors are the driver's: after one the event may be counted or not,
 * and the same call may be made again. Source: Lettuce's documentation, "Command execution
 * reliability"; IETF draft "The Idempotency-Key HTTP Header Field".
 */
public final class OnceCounter {
  private static final Script<Long> ADD =
      Script.ofNumber(
          """
          local said = redis.call('get', KEYS[2])
          if said then return tonumber(said) end
          local count = redis.call('incrby', KEYS[1], ARGV[1])
          redis.call('set', KEYS[2], count, 'px', ARGV[2])
          return count
          """);

  private final RedisCommands<String, String> redis;
  private final Duration remembered;

  /**
   * @param remembered how long an event is known; longer than anybody tries again
   */
  public OnceCounter(StatefulRedisConnection<String, String> connection, Duration remembered) {
    if (remembered.toMillis() < 1) {
      throw new IllegalArgumentException(
          "remembered is " + remembered + "; it must be at least 1 ms, try 1 h");
    }
    this.redis = connection.sync();
    this.remembered = remembered;
  }

  /**
   * Adds to the counter, unless this event was added before.
   *
   * @param counter its key, without braces
   * @param event tells it from every other event of the counter
   * @return the count as it was right after the event
   */
  public long add(String counter, long amount, String event) {
    if (counter.indexOf('{') >= 0) {
      throw new IllegalArgumentException(
          "counter is \"%s\"; a name without { is needed, which marks the slot on a cluster"
              .formatted(counter));
    }
    List<String> keys = List.of(key(counter), key(counter) + ":" + event);
    return ADD.run(redis, keys, Long.toString(amount), Long.toString(remembered.toMillis()));
  }

  /** The key under which the count stands. */
  public static String key(String counter) {
    return "{" + counter + "}";
  }
}
