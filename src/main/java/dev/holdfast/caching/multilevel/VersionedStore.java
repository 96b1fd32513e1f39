package dev.holdfast.caching.multilevel;

import dev.holdfast.caching.Script;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Values in Redis of which an older version never replaces a newer one: who read the source early
 * and writes late, writes nothing.
 *
 * <p>A removal leaves its version behind, or a late writer would bring the value back. Versions are
 * compared by a script, as text of one width, so that the whole range of a {@code long} counts. One
 * is forgotten with its entry: a writer that is later than the time to live, or than an eviction,
 * is not refused.
 *
 * <p>Costs: one command, and one round trip, for each method. Every script names one key, so it
 * works on a cluster. Thread-safe. Errors are Lettuce's {@code RedisException}. The idea is the
 * stale set of Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, with the source's own
 * version in the lease's place.
 */
public final class VersionedStore {
  private static final int WIDTH = 19; // digits of the greatest long
  private static final char VALUE = 'V';
  private static final char REMOVED = 'R';

  /** Digits of one width sort as the numbers do; equal versions are one write, sent twice. */
  private static final Script<Long> PUT =
      Script.ofNumber(
          """
          local held = redis.call('getrange', KEYS[1], 0, %d)
          if held > string.sub(ARGV[1], 1, %d) then return 0 end
          redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
          return 1
          """
              .formatted(WIDTH - 1, WIDTH));

  private final RedisCommands<String, String> redis;
  private final String timeToLive;

  /**
   * @param timeToLive how long an entry is kept, and its version with it; longer than the slowest
   *     reader needs from the source to the cache
   */
  public VersionedStore(StatefulRedisConnection<String, String> connection, Duration timeToLive) {
    if (timeToLive.toMillis() < 1) {
      throw new IllegalArgumentException(
          "timeToLive is %s: Redis counts in milliseconds, give at least 1".formatted(timeToLive));
    }
    this.redis = connection.sync();
    this.timeToLive = Long.toString(timeToLive.toMillis());
  }

  /** The newest value that was put, or null where there is none, or it was removed. */
  public @Nullable Versioned get(String key) {
    String entry = redis.get(key);
    if (entry == null || mark(key, entry) == REMOVED) {
      return null;
    }
    return new Versioned(Long.parseLong(entry, 0, WIDTH, 10), entry.substring(WIDTH + 1));
  }

  /** Keeps the value; false, and nothing done, where a newer version was put or removed. */
  public boolean put(String key, Versioned value) {
    return replace(key, value.version(), VALUE + value.value());
  }

  /** Removes what is older; false, and nothing done, where a newer version was put. */
  public boolean remove(String key, long version) {
    Versioned.atLeastZero(version);
    return replace(key, version, String.valueOf(REMOVED));
  }

  private boolean replace(String key, long version, String entry) {
    return PUT.run(redis, key, "%019d".formatted(version) + entry, timeToLive) == 1;
  }

  private static char mark(String key, String entry) {
    char mark = entry.length() > WIDTH ? entry.charAt(WIDTH) : ' ';
    if (mark != VALUE && mark != REMOVED) {
      throw new IllegalStateException(
          "key '%s' holds what this cache did not write; give the cache a prefix of its own"
              .formatted(key));
    }
    return mark;
  }
}
