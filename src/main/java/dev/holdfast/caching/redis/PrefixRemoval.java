package dev.holdfast.caching.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.regex.Pattern;

/**
 * Removes all keys that begin with a prefix, a bounded number at a time: Redis does one command
 * after the other, so whatever it does in one keeps everybody waiting.
 *
 * <p>Limits: it goes through all keys of the server, whoever's they are; a key that is written
 * meanwhile may stay; on a cluster it sees one node's. Where that is too much, put a generation
 * into the keys and let the old ones expire. Costs: two round trips a step. Thread-safe; errors are
 * the driver's, after which some are removed. Source: Redis' documentation, KEYS and SCAN.
 */
public final class PrefixRemoval {
  private static final Pattern WILD = Pattern.compile("[\\\\*?\\[\\]^]");

  private final RedisCommands<String, String> redis;
  private final int step;

  /**
   * @param step how many keys are looked at in one command, about
   */
  public PrefixRemoval(StatefulRedisConnection<String, String> connection, int step) {
    if (step < 1) {
      throw new IllegalArgumentException(
          "step is %d keys; at least 1 is needed, try 1000".formatted(step));
    }
    this.redis = connection.sync();
    this.step = step;
  }

  /** Removes them; how many there were. */
  public long remove(String prefix) {
    if (prefix.isEmpty()) {
      throw new IllegalArgumentException(
          "prefix is empty: everybody's keys would go; FLUSHDB says so more plainly");
    }
    ScanArgs some = ScanArgs.Builder.matches(literally(prefix) + "*").limit(step);
    long removed = 0;
    ScanCursor at = ScanCursor.INITIAL;
    while (!at.isFinished()) {
      KeyScanCursor<String> found = redis.scan(at, some);
      if (!found.getKeys().isEmpty()) {
        removed += redis.unlink(found.getKeys().toArray(String[]::new));
      }
      at = found;
    }
    return removed;
  }

  /** So that a prefix with a bracket in it matches itself, and nobody else. */
  static String literally(String text) {
    return WILD.matcher(text).replaceAll("\\\\$0");
  }
}
