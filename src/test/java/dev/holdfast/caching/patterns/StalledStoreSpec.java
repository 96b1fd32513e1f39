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
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** What becomes of writes that come faster than the store takes them? */
@Specification(Outline.CACHING_PATTERNS)
class StalledStoreSpec {

  @Claim(
      says =
          "A store that stalls lets no more writes wait than may, and none that was accepted goes",
      limit = "callers have to slow down when they are told; the capacity is that of one log",
      source = "Redis' documentation, XADD, capped streams, which forget what nobody has read")
  class AStalledStorePushesBack
      implements Experiment<Behind, AStalledStorePushesBack.Waiting>, AutoCloseable {
    static final int CAPACITY = 100;
    static final int OFFERED = 3 * CAPACITY;
    static final int AT_A_TIME = CAPACITY / 2; // in calm the store keeps up with these
    static final Duration SOON = Duration.ofSeconds(5);

    private final Faults faults;
    private final Table table = new Table();
    private final Behinds behinds;

    AStalledStorePushesBack(Redis redis, Faults faults) {
      this.faults = faults;
      this.behinds = new Behinds(redis, table);
    }

    /**
     * @param accepted writes, of those that were offered
     * @param stored of them while they were offered
     * @param lost of them in the end
     */
    record Waiting(long accepted, long stored, long lost) {
      /** Accepted, not stored yet, and not lost. */
      long waited() {
        return accepted - stored - lost;
      }
    }

    @Subject({WriteBehind.class, RedisWriteLog.class})
    Behind a_full_log_refuses() {
      return behinds.writeBehind(Behinds.withCapacity(CAPACITY));
    }

    @Control(differs = "the log has no capacity")
    Behind every_write_is_taken_on() {
      return behinds.appending(new XAddArgs());
    }

    @Control(differs = "a full log forgets its oldest writes")
    Behind a_full_log_forgets() {
      return behinds.appending(XAddArgs.Builder.maxlen(CAPACITY).exactTrimming());
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "RMap with MapWriter, WriteMode.WRITE_BEHIND and writeRetryAttempts")
    Behind redisson() {
      return behinds.redisson(true);
    }

    @Override
    public Waiting run(Behind behind) {
      long accepted = 0;
      long stored;
      try (Fault stall = faults.begin("the store stalls", "the store", this::stall)) {
        behind.put("the first", "holds the store up");
        stall.awaitFelt(SOON, table::holds);
        for (int offered = 0; offered < OFFERED; offered += AT_A_TIME) {
          accepted += IntStream.range(offered, offered + AT_A_TIME).filter(put(behind)).count();
          if (!table.hangs()) {
            table.awaitRows(1 + (int) accepted);
          }
        }
        stored = stored();
      }
      Awaitility.await("room for one more").atMost(SOON).until(() -> behind.put("the last", "-"));
      table.awaitRow("the last");
      return new Waiting(accepted, stored, accepted - stored());
    }

    private AutoCloseable stall() {
      table.hold();
      return table::release;
    }

    private static IntPredicate put(Behind behind) {
      return i -> behind.put("key-" + i, "new");
    }

    private long stored() {
      return table.rows().keySet().stream().filter(key -> key.startsWith("key-")).count();
    }

    @Override
    public void holds(Waiting seen) {
      assertThat(seen.accepted()).isGreaterThanOrEqualTo(CAPACITY - 1); // the first waits as well
      assertThat(seen.waited()).isLessThanOrEqualTo(CAPACITY);
      assertThat(seen.lost()).isZero();
    }

    @Override
    public void breaks(Waiting seen) {
      long tooMany = Math.max(0, seen.waited() - CAPACITY);
      assertThat(seen.accepted()).isEqualTo(OFFERED);
      assertThat(tooMany + seen.lost()).isEqualTo(OFFERED - CAPACITY);
    }

    @Override
    public void felt(Waiting seen) {
      assertThat(seen.stored()).isZero();
    }

    @Override
    public String figure(Waiting seen) {
      return "%d of %d writes accepted, %d waited, %d lost"
          .formatted(seen.accepted(), OFFERED, seen.waited(), seen.lost());
    }

    @Override
    public void close() {
      behinds.close();
    }
  }
}
