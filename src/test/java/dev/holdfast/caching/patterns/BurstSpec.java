package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import java.util.stream.IntStream;

/** What does the store see of many writes of one key that came within one delay? */
@Specification(Outline.CACHING_PATTERNS)
class BurstSpec {
  static final String LAST = "the last";

  /** The store hangs in a write of its own, so that what comes next gathers. */
  static void hangs(Behind behind, Table table) {
    table.hold();
    behind.put("the first", "holds the store up");
    table.awaitHeld();
  }

  /** Until the store has all that was written before. */
  static void settle(Behind behind, Table table) {
    behind.put(LAST, "comes after all of them");
    table.awaitRow(LAST);
  }

  @Claim(
      says = "A key that is put and removed within one delay is gone from the store",
      limit = "the store is told by one writer at a time; see versions for one that was paused",
      source = "redisson issue 2210, on the order of write-behind")
  class TheLastWriteOfAKeyWins
      implements Experiment<Behind, TheLastWriteOfAKeyWins.Left>, AutoCloseable {
    static final int KEYS = 10;

    private final Faults faults;
    private final Table table = new Table();
    private final Behinds behinds;

    TheLastWriteOfAKeyWins(Redis redis, Faults faults) {
      this.faults = faults;
      this.behinds = new Behinds(redis, table);
    }

    /**
     * @param together keys whose value had not reached the store when they were removed
     * @param left keys in the store at the end
     */
    record Left(long together, long left) {}

    @Subject({Flusher.class, RedisWriteLog.class})
    Behind the_last_of_each_key_in_its_order() {
      return behinds.writeBehind();
    }

    @Control(differs = "removals are told first, then what was put")
    Behind removals_first() {
      return behinds.ordered(NaiveOrder::removalsFirst);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "RMap with MapWriter, WriteMode.WRITE_BEHIND and writeRetryAttempts")
    Behind redisson() {
      return behinds.redisson(true);
    }

    @Override
    public Left run(Behind behind) {
      hangs(behind, table);
      IntStream.range(0, KEYS).forEach(i -> behind.put("key-" + i, "new"));
      boolean apart = faults.instead("put and removed within one delay", true, false);
      if (apart) {
        table.release();
        table.awaitRows(1 + KEYS);
      }
      long together = KEYS - left();
      IntStream.range(0, KEYS).forEach(i -> behind.remove("key-" + i));
      table.release();
      settle(behind, table);
      return new Left(together, left());
    }

    private long left() {
      return table.rows().keySet().stream().filter(key -> key.startsWith("key-")).count();
    }

    @Override
    public void holds(Left seen) {
      assertThat(seen.left()).isZero();
    }

    @Override
    public void breaks(Left seen) {
      assertThat(seen.left()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Left seen) {
      assertThat(seen.together()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Left seen) {
      return "%d of %d removed keys are still there".formatted(seen.left(), KEYS);
    }

    @Override
    public void close() {
      behinds.close();
    }
  }

  @Claim(
      says = "A burst of updates reaches the store as one write a key",
      limit = "of the updates that are taken together; Redis keeps each until then",
      source = "Ehcache documentation, Writers: coalescing; redisson issue 4921")
  class ABurstIsOneWriteAKey
      implements Experiment<Behind, ABurstIsOneWriteAKey.Told>, AutoCloseable {
    static final int KEYS = 20;
    static final int UPDATES = 1_000; // half a batch
    static final int MARKERS = 1; // of the scenario, in the same flush perhaps

    private final Faults faults;
    private final Table table = new Table();
    private final Behinds behinds;

    ABurstIsOneWriteAKey(Redis redis, Faults faults) {
      this.faults = faults;
      this.behinds = new Behinds(redis, table);
    }

    /**
     * @param gathered updates that were accepted while the store hung
     * @param largest the most writes that one call told the store
     * @param right keys with their last value in the store
     */
    record Told(int gathered, int largest, long right) {}

    @Subject({Flusher.class, WriteBehind.class})
    Behind the_last_of_each_key() {
      return behinds.writeBehind();
    }

    @Control(differs = "each update is told")
    Behind each_update() {
      return behinds.ordered(NaiveOrder::eachOne);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "RMap with MapWriter, WriteMode.WRITE_BEHIND and writeRetryAttempts")
    Behind redisson() {
      return behinds.redisson(true);
    }

    @Peer(
        artifact = "org.ehcache:ehcache",
        configured = "batched write-behind with enableCoalescing(), as its page Writers says")
    Behind ehcache() {
      return behinds.ehcache(true);
    }

    @Override
    public Told run(Behind behind) {
      hangs(behind, table);
      int updates = faults.instead("a burst", KEYS, UPDATES);
      IntStream.range(0, updates).forEach(i -> behind.put("key-" + i % KEYS, "update-" + i));
      int gathered = table.rows().isEmpty() ? updates : 0;
      table.release();
      settle(behind, table);
      long right =
          IntStream.range(updates - KEYS, updates)
              .filter(i -> ("update-" + i).equals(table.rows().get("key-" + i % KEYS)))
              .count();
      return new Told(gathered, table.largest(), right);
    }

    @Override
    public void holds(Told seen) {
      assertThat(seen.largest()).isBetween(1, KEYS + MARKERS);
      assertThat(seen.right()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Told seen) {
      assertThat(seen.largest()).isBetween(UPDATES, UPDATES + MARKERS);
    }

    @Override
    public void felt(Told seen) {
      assertThat(seen.gathered()).isEqualTo(UPDATES);
    }

    @Override
    public String figure(Told seen) {
      return "%,d updates of %d keys told in up to %,d writes"
          .formatted(seen.gathered(), KEYS, seen.largest());
    }

    @Override
    public void close() {
      behinds.close();
    }
  }
}
