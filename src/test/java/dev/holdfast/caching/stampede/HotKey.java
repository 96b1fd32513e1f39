package dev.holdfast.caching.stampede;

import dev.holdfast.caching.stampede.FailSafeSlot.Look;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * One key and its readers in virtual time: they come by chance at a given rate, and each does what
 * the slot says. A load takes the same time always.
 */
final class HotKey {
  private static final double NANOS_IN_A_SECOND = 1e9;
  private static final long NONE = Long.MAX_VALUE;

  private final FailSafeOptions options;
  private final long load;
  private final long seed;

  HotKey(Duration timeToLive, Duration load, EarlyRefresh early, long seed) {
    options =
        new FailSafeOptions(
            "price", 1, timeToLive, Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO, early);
    this.load = load.toNanos();
    this.seed = seed;
  }

  /**
   * @param blocked readers who had to wait for a load
   * @param loads after the first
   */
  record Seen(int reads, int blocked, int loads) {}

  Seen readFor(Duration watched, int readsInASecond) {
    var chance = new SplittableRandom(seed);
    var slot = new FailSafeSlot<String>(options);
    var _ = slot.look(0);
    slot.landed("value", 0, load);
    int reads = 0;
    int blocked = 0;
    int loads = 0;
    long began = NONE;
    double now = load;
    while (now < watched.toNanos()) {
      now += -Math.log(1 - chance.nextDouble()) * NANOS_IN_A_SECOND / readsInASecond;
      if (began != NONE && now >= began + load) {
        slot.landed("value", began, began + load);
        began = NONE;
      }
      Look<String> look = slot.look((long) now);
      reads++;
      blocked += look.usable() == null ? 1 : 0;
      if (look.begins()) {
        loads++;
        began = (long) now;
      }
    }
    return new Seen(reads, blocked, loads);
  }
}
