package dev.holdfast.caching.abstraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.Optional;

/** What does a chain of caches make of a tier that fails, or has little time left? */
@Specification(Outline.CACHING_ABSTRACTION)
class ChainSpec {
  static final String VALUE = "10.00";

  @Claim(
      says = "A tier that fails is passed over: every call is answered by what is behind it",
      limit =
          "the source bears what the tier bore; how long a failure takes is the driver's time-out",
      source = "FusionCache's documentation, Cache Levels; Nygard, Release It!, Bulkheads")
  class AFailingTierIsPassedOver
      implements Experiment<Chain, AFailingTierIsPassedOver.Calls>, AutoCloseable {
    static final int KEYS = 50;
    static final Duration SOON = Duration.ofSeconds(5);

    private final Redis redis;
    private final Faults faults;
    private final Tiers tiers;

    AFailingTierIsPassedOver(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.tiers = new Tiers(redis, faults, redis.key(""));
    }

    /**
     * @param answered calls with the right value
     * @param failed calls with an exception of the driver
     * @param loads by the source
     */
    record Calls(int answered, int failed, int loads) {}

    @Subject({TierChain.class, RedisTier.class, MemoryTier.class})
    Chain goes_on_without_it() {
      return tiers.chain();
    }

    @Control(differs = "a tier's failure is the call's")
    Chain fails_with_it() {
      return tiers.naive(NaiveChain.Flaw.A_FAILURE_ENDS_THE_CALL);
    }

    @Override
    public Calls run(Chain chain) throws Exception {
      for (int i = 0; i < KEYS; i++) {
        redis
            .judge()
            .sync()
            .set(redis.key("price-" + i), VALUE, SetArgs.Builder.px(Tiers.TIME_TO_LIVE));
      }
      int[] counts = new int[3];
      try (Fault outage = faults.outage(tiers.link())) {
        outage.awaitFelt(SOON, tiers::disconnected);
        for (int i = 0; i < KEYS; i++) {
          try {
            boolean right =
                chain
                    .get(
                        "price-" + i,
                        () -> {
                          counts[2]++;
                          return Optional.of(VALUE);
                        })
                    .equals(Optional.of(VALUE));
            counts[0] += right ? 1 : 0;
          } catch (RedisException _) {
            counts[1]++;
          }
        }
      }
      return new Calls(counts[0], counts[1], counts[2]);
    }

    @Override
    public void holds(Calls seen) {
      assertThat(seen.answered()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Calls seen) {
      assertThat(seen.failed()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Calls seen) {
      assertThat(seen.loads() + seen.failed()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Calls seen) {
      return "%d of %d calls answered".formatted(seen.answered(), KEYS);
    }

    @Override
    public void close() {
      tiers.close();
    }
  }

  @Claim(
      says = "A value that goes up from a lower tier is not used for longer than it had left there",
      limit =
          "clocks that go at the same speed; how old a value is that the source gave is not known",
      source = "FusionCache's documentation, Cache Levels")
  class ATimeToLiveIsNeverProlonged
      implements Experiment<Chain, ATimeToLiveIsNeverProlonged.Reads>, AutoCloseable {
    static final int KEYS = 20;
    static final Duration LITTLE = Duration.ofMillis(1_500); // of ten seconds, and long for a read
    static final Duration LATER = Duration.ofSeconds(3);

    private final Redis redis;
    private final Faults faults;
    private final Tiers tiers;

    ATimeToLiveIsNeverProlonged(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.tiers = new Tiers(redis, faults, redis.key(""));
    }

    /**
     * @param left in the lower tier as it was first read
     * @param first reads that found the value
     * @param expired values that were read although their time was over
     */
    record Reads(Duration left, int first, int expired) {}

    @Subject({TierChain.class, Entry.class, RedisTier.class})
    Chain goes_up_with_what_is_left() {
      return tiers.chain();
    }

    @Control(differs = "goes up with the full time to live")
    Chain goes_up_with_the_full_time() {
      return tiers.naive(NaiveChain.Flaw.THE_FULL_TIME_AGAIN);
    }

    @Override
    public Reads run(Chain chain) {
      Duration left = faults.instead("most of its time is over", Tiers.TIME_TO_LIVE, LITTLE);
      int first = 0;
      for (int i = 0; i < KEYS; i++) {
        redis.judge().sync().set(redis.key("price-" + i), VALUE, SetArgs.Builder.px(left));
        first += chain.get("price-" + i, Optional::empty).isPresent() ? 1 : 0;
      }
      tiers.clock().advance(LATER);
      int found = 0;
      for (int i = 0; i < KEYS; i++) {
        // As its own time would have ended it there; this test's clock is not the server's.
        redis.judge().sync().del(redis.key("price-" + i));
        found += chain.get("price-" + i, Optional::empty).isPresent() ? 1 : 0;
      }
      return new Reads(left, first, left.compareTo(LATER) < 0 ? found : 0);
    }

    @Override
    public void holds(Reads seen) {
      assertThat(seen.first()).isEqualTo(KEYS);
      assertThat(seen.expired()).isZero();
    }

    @Override
    public void breaks(Reads seen) {
      assertThat(seen.expired()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Reads seen) {
      assertThat(seen.left()).isLessThan(LATER);
    }

    @Override
    public String figure(Reads seen) {
      return "%d of %d values used after their time".formatted(seen.expired(), KEYS);
    }

    @Override
    public void close() {
      tiers.close();
    }
  }
}
