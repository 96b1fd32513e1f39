package dev.holdfast.caching.multilevel;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Which of an arm's keys a reader knows, and how old what it knows is. */
record Freshness(Pair pair, List<String> keys) {
  private static final Duration KEPT_WITHIN = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  /** Keys of an arm, numbered below a name of its own. */
  static Freshness of(Pair pair, String name, int keys) {
    return new Freshness(pair, IntStream.range(0, keys).mapToObj(n -> name + n).toList());
  }

  void write(long version) {
    keys.forEach(key -> pair.write(key, version));
  }

  /**
   * Reads all until the reader answers them without Redis, or for long enough: what is still told
   * of an earlier write may take one away again.
   *
   * @param asked how often Redis was asked so far, by its own count
   * @return how many it answered without
   */
  int keep(long version, LongSupplier asked) {
    read(version);
    try {
      Awaitility.await("all keys to be kept")
          .atMost(KEPT_WITHIN)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(() -> reads(version, asked) == 0);
    } catch (ConditionTimeoutException _) {
      // as many as are kept then
    }
    return keys.size() - (int) reads(version, asked);
  }

  private long reads(long version, LongSupplier asked) {
    long before = asked.getAsLong();
    read(version);
    return asked.getAsLong() - before;
  }

  /** How many are read as this version. */
  int read(long version) {
    return (int) keys.stream().filter(key -> pair.read(key) == version).count();
  }

  /** How many are still read as this version after as long as it may take to notice. */
  int stillRead(long version, Duration within) {
    try {
      Awaitility.await("version " + version + " to be read no more")
          .atMost(within)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(() -> read(version) == 0);
      return 0;
    } catch (ConditionTimeoutException _) {
      return read(version);
    }
  }
}
