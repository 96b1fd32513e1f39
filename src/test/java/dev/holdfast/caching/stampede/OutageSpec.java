package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.stampede.FailOpen.Flood;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** What does the origin bear when the cache before it is away? */
@Specification(Outline.CACHING_STAMPEDE)
class OutageSpec {
  static final MeterRegistry METERS = new SimpleMeterRegistry();

  static CoalescingCache<String, String> coalescing() {
    return new CoalescingCache<>(new ConcurrentHashMap<>(), new SingleFlight<>("prices", METERS));
  }

  @Claim(
      says = "An outage of Redis costs the origin one load a key, not one a caller",
      limit = "in each process; what is loaded is kept there for as long as its own cache keeps it",
      source = "golang.org/x/sync/singleflight",
      warmUp = true)
  class AnOutageCostsOneLoadPerKey implements Experiment<PriceCache, Flood>, AutoCloseable {
    static final int KEYS = 20;
    static final int CALLERS = 50 * KEYS;
    static final int NEARLY_ALL = 45 * KEYS; // on a busy host a few come when a load has landed
    static final Duration SLOW = Duration.ofMillis(300); // longer than all need to come

    private final FailOpen behind;

    AnOutageCostsOneLoadPerKey(Redis redis, Faults faults) {
      this.behind = new FailOpen(redis, faults, KEYS);
    }

    @Subject({CoalescingCache.class, SingleFlight.class})
    PriceCache single_flight_before_redis() {
      var cache = coalescing();
      return key -> cache.get(key, () -> behind.get(key, () -> behind.table().load(key)));
    }

    @Control(differs = "nobody knows of a load that is under way")
    PriceCache each_caller_falls_back() {
      var cache = new NaiveCacheAside(new ConcurrentHashMap<>());
      return key -> cache.get(key, () -> behind.get(key, () -> behind.table().load(key)));
    }

    @Override
    public Flood run(PriceCache cache) throws Exception {
      behind.table().answersAfter(SLOW);
      return behind.flood(CALLERS, cache);
    }

    @Override
    public void holds(Flood seen) {
      assertThat(seen.answered()).isEqualTo(CALLERS);
      assertThat(seen.loads()).isLessThanOrEqualTo(KEYS);
    }

    @Override
    public void breaks(Flood seen) {
      assertThat(seen.loads()).isGreaterThanOrEqualTo(NEARLY_ALL);
    }

    @Override
    public void felt(Flood seen) {
      assertThat(seen.unreachable()).isGreaterThanOrEqualTo(KEYS);
      assertThat(seen.loads()).isGreaterThanOrEqualTo(KEYS);
    }

    @Override
    public String figure(Flood seen) {
      return "%d loads for %d callers of %d keys".formatted(seen.loads(), CALLERS, KEYS);
    }

    @Override
    public void close() {
      behind.close();
    }
  }

  @Claim(
      says = "An outage of Redis brings the origin no more loads at once than it has permits",
      limit = "in each process; who waits longer than the patience is refused",
      source = "Nygard, Release It!, Bulkheads",
      warmUp = true)
  class AnOutageStaysWithinThePermits implements Experiment<PriceCache, Flood>, AutoCloseable {
    static final int KEYS = 40;
    static final int NEARLY_ALL = 36; // on a busy host a few come late
    static final int PERMITS = 4;
    static final Duration PATIENCE = Duration.ofSeconds(10); // far longer than all loads together
    static final Duration SLOW = Duration.ofMillis(50); // longer than all need to come

    private final FailOpen behind;

    AnOutageStaysWithinThePermits(Redis redis, Faults faults) {
      this.behind = new FailOpen(redis, faults, KEYS);
    }

    /** How a load of the origin is let through. */
    interface Gate {
      String call(Callable<String> load) throws Exception;
    }

    @Subject({OriginPermits.class, CoalescingCache.class, SingleFlight.class})
    PriceCache permits_before_the_origin() {
      return behindGate(new OriginPermits("prices", PERMITS, PATIENCE, METERS)::call);
    }

    @Control(differs = "no permits: a load a key, all at once")
    PriceCache single_flight_alone() {
      return behindGate(Callable::call);
    }

    private PriceCache behindGate(Gate gate) {
      var cache = coalescing();
      return key ->
          cache.get(key, () -> behind.get(key, () -> gate.call(() -> behind.table().load(key))));
    }

    @Override
    public Flood run(PriceCache cache) throws Exception {
      behind.table().answersAfter(SLOW);
      return behind.flood(KEYS, cache);
    }

    @Override
    public void holds(Flood seen) {
      assertThat(seen.answered()).isEqualTo(KEYS);
      assertThat(seen.atOnce()).isLessThanOrEqualTo(PERMITS);
    }

    @Override
    public void breaks(Flood seen) {
      assertThat(seen.atOnce()).isGreaterThanOrEqualTo(NEARLY_ALL);
    }

    @Override
    public void felt(Flood seen) {
      assertThat(seen.unreachable()).isEqualTo(KEYS);
      assertThat(seen.loads()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Flood seen) {
      return "%d loads at once".formatted(seen.atOnce());
    }

    @Override
    public void close() {
      behind.close();
    }
  }
}
