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
import java.time.Duration;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Where are writes that were answered when the store behind them fails? */
@Specification(Outline.CACHING_PATTERNS)
class FailingStoreSpec {
  static final int WRITES = 10; // far fewer than fill a batch
  static final Duration SOON = Duration.ofSeconds(5);

  /**
   * @param accepted writes
   * @param failures of the store, by its own count
   * @param stored of those writes
   * @param aside writes that were put aside
   * @param later whether a write that came after all was stored
   */
  record Stored(long accepted, int failures, long stored, long aside, boolean later) {
    long lost() {
      return accepted - stored;
    }
  }

  /** Writes that are all in one batch: the store hangs in the one before until all are there. */
  static long putTogether(Behind behind, Table table) {
    table.hold();
    behind.put("the first", "holds the store up");
    table.awaitHeld();
    return IntStream.range(0, WRITES).filter(i -> behind.put("key-" + i, "new")).count();
  }

  static long stored(Table table) {
    return IntStream.range(0, WRITES).filter(i -> table.rows().containsKey("key-" + i)).count();
  }

  @Claim(
      says = "Writes that the store failed to take are told again until it has them",
      limit = "the store may be told a write twice; what waits is as durable as Redis",
      source = "Redis' documentation, XREADGROUP, The life of an entry; redisson issue 5224")
  class AFailedBatchIsToldAgain implements Experiment<Behind, Stored>, AutoCloseable {
    private final Faults faults;
    private final Table table = new Table();
    private final Behinds behinds;

    AFailedBatchIsToldAgain(Redis redis, Faults faults) {
      this.faults = faults;
      this.behinds = new Behinds(redis, table);
    }

    @Subject({WriteBehind.class, Flusher.class, RedisWriteLog.class})
    Behind stays_until_it_is_done() {
      return behinds.writeBehind();
    }

    @Control(differs = "a write is off the log once it is taken, whatever becomes of it")
    Behind off_the_log_once_it_is_taken() {
      return behinds.with(NaiveDoneWhenTaken::new);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "RMap with MapWriter and WriteMode.WRITE_BEHIND")
    Behind redisson() {
      return behinds.redisson(false);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "RMap with MapWriter, WriteMode.WRITE_BEHIND and writeRetryAttempts")
    Behind redisson_with_retries() {
      return behinds.redisson(true);
    }

    @Peer(
        artifact = "org.ehcache:ehcache",
        configured = "batched write-behind with a queue size, as its page Writers says")
    Behind ehcache() {
      return behinds.ehcache(false);
    }

    @Override
    public Stored run(Behind behind) {
      long accepted = putTogether(behind, table);
      table.failNext(faults.instead("the store fails once", 0, 1));
      table.release();
      table.awaitCalls(2); // the one that it hung in, and the next
      behind.put("the last", "ends the arm");
      table.awaitRow("the last");
      return new Stored(accepted, table.failures(), stored(table), behinds.aside(), true);
    }

    @Override
    public void holds(Stored seen) {
      assertThat(seen.stored()).isEqualTo(WRITES);
    }

    @Override
    public void breaks(Stored seen) {
      assertThat(seen.lost()).isEqualTo(WRITES);
    }

    @Override
    public void felt(Stored seen) {
      assertThat(seen.failures()).isPositive();
    }

    @Override
    public String figure(Stored seen) {
      return "%d of %d writes lost".formatted(seen.lost(), seen.accepted());
    }

    @Override
    public void close() {
      behinds.close();
    }
  }

  @Claim(
      says = "A write that the store will never take is put aside, and stops no other",
      limit = "it costs its batch a few attempts; somebody has to look at what was put aside",
      source = "Hohpe and Woolf, Enterprise Integration Patterns, Invalid Message Channel")
  class APoisonWriteStopsNoOther implements Experiment<Behind, Stored>, AutoCloseable {
    static final String POISON = "key-0";
    static final int OTHERS = WRITES - 1;
    static final int LONG = 5 * Behinds.ATTEMPTS; // failures, after which nothing new will come

    private final Faults faults;
    private final Table table = new Table();
    private final Behinds behinds;

    APoisonWriteStopsNoOther(Redis redis, Faults faults) {
      this.faults = faults;
      this.behinds = new Behinds(redis, table);
    }

    @Subject({Flusher.class, RedisWriteLog.class})
    Behind put_aside_after_a_few_attempts() {
      return behinds.writeBehind();
    }

    @Control(differs = "a batch is told again for ever")
    Behind told_again_for_ever() {
      return behinds.attempting(Integer.MAX_VALUE);
    }

    @Override
    public Stored run(Behind behind) {
      long accepted = putTogether(behind, table);
      table.refuse(faults.instead("the store refuses a key", "none of these", POISON));
      table.release();
      behind.put("the last", "comes after all of them");
      Awaitility.await("a write that came later, or failures for ever")
          .atMost(SOON)
          .until(() -> table.rows().containsKey("the last") || table.failures() >= LONG);
      boolean later = table.rows().containsKey("the last");
      return new Stored(accepted, table.failures(), stored(table), behinds.aside(), later);
    }

    @Override
    public void holds(Stored seen) {
      assertThat(seen.stored()).isGreaterThanOrEqualTo(OTHERS);
      assertThat(seen.stored() + seen.aside()).isEqualTo(WRITES);
      assertThat(seen.later()).isTrue();
    }

    @Override
    public void breaks(Stored seen) {
      assertThat(seen.stored()).isZero();
      assertThat(seen.later()).isFalse();
    }

    @Override
    public void felt(Stored seen) {
      assertThat(seen.failures()).isPositive();
    }

    @Override
    public String figure(Stored seen) {
      return "%d of %d writes stored".formatted(seen.stored(), seen.accepted());
    }

    @Override
    public void close() {
      behinds.close();
    }
  }
}
