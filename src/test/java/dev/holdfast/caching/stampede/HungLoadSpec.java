package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.faults.Faults;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * A load hangs and hears no interrupt: who waits for it, and what if it returns in the end?
 *
 * <p>A read from a socket without a time-out is such a load.
 */
@Specification(Outline.CACHING_STAMPEDE)
class HungLoadSpec {
  /** Of a load; none of those that are not held takes as long on one host. */
  static final Duration DEADLINE = Duration.ofMillis(200);

  /** When a caller is said to be stuck. */
  static final Duration WINDOW = Duration.ofMillis(500);

  static final MeterRegistry METERS = new SimpleMeterRegistry();

  static PriceCache over(HeldSource source, SingleFlight<String, String> flights) {
    var cache = new CoalescingCache<>(new ConcurrentHashMap<String, String>(), flights);
    return key -> cache.get(key, () -> source.load(key));
  }

  @Claim(
      says = "A load that hangs keeps nobody past its deadline, and the next call loads anew",
      limit = "who waited is given an error; the hung load keeps its thread and its connection",
      source = "Nygard, Release It!, Timeouts; golang.org/x/sync/singleflight, Group.Forget")
  class AHungLoadIsGivenUp
      implements Experiment<PriceCache, AHungLoadIsGivenUp.Released>, AutoCloseable {
    static final String KEY = "price";
    static final int CALLERS = 30;

    private final HeldSource source = new HeldSource(HeldSource.Hearing.NOTHING);
    private final LoadingPeers peers = new LoadingPeers(source);
    private final Faults faults;

    AHungLoadIsGivenUp(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param hanging loads that the source was holding all the while
     * @param released callers that had their answer or an error nevertheless
     * @param answeredNext whether one more call had its answer
     */
    record Released(int hanging, int released, boolean answeredNext) {}

    @Subject({CoalescingCache.class, SingleFlight.class, Deadline.class, Flight.class})
    PriceCache a_load_has_a_deadline() {
      return over(source, new SingleFlight<>("prices", DEADLINE, METERS));
    }

    @Control(differs = "a load has no deadline")
    PriceCache untimed_wait() {
      return over(source, new SingleFlight<>("prices", METERS));
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "build(loader), as its wiki's page Population says")
    PriceCache caffeine() {
      return peers.caffeine();
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "buildAsync, and orTimeout on the future of its loader")
    PriceCache caffeine_async_with_a_time_out() {
      return peers.caffeineAsync(DEADLINE);
    }

    @Peer(
        artifact = "com.google.guava:guava",
        configured = "build(CacheLoader), as CachesExplained says")
    PriceCache guava() {
      return peers.guava();
    }

    @Peer(
        artifact = "com.alicp.jetcache:jetcache-core",
        configured = "a loader, cachePenetrateProtect(true) and its penetrationProtectTimeout")
    PriceCache jetcache() {
      return peers.jetCache(DEADLINE);
    }

    @Override
    public Released run(PriceCache cache) {
      source.holdFirst(faults.instead("the first load hangs", false, true));
      var crowd = new Crowd();
      crowd.join(CALLERS, () -> cache.get(KEY));
      int released = crowd.ended(WINDOW);
      var next = new Crowd();
      next.join(1, () -> cache.get(KEY));
      next.ended(WINDOW);
      int answered = next.answers().size();
      int hanging = source.holding();
      source.release();
      crowd.ended(HeldSource.SOON);
      next.ended(HeldSource.SOON);
      return new Released(hanging, released, answered == 1);
    }

    @Override
    public void holds(Released seen) {
      assertThat(seen.released()).isEqualTo(CALLERS);
      assertThat(seen.answeredNext()).isTrue();
    }

    @Override
    public void breaks(Released seen) {
      assertThat(seen.released()).isZero();
      assertThat(seen.answeredNext()).isFalse();
    }

    @Override
    public void felt(Released seen) {
      assertThat(seen.hanging()).isOne();
    }

    @Override
    public String figure(Released seen) {
      return "%d of %d released, the next %s"
          .formatted(seen.released(), CALLERS, seen.answeredNext() ? "answered" : "stuck");
    }

    @Override
    public void close() {
      peers.close();
    }
  }

  @Claim(
      says = "What a load brings after it was given up does not replace what its successor kept",
      limit = "one process; a value that came in time can still be older than the source's",
      source =
          "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1: stale sets")
  class ALateValueReplacesNothing
      implements Experiment<PriceCache, ALateValueReplacesNothing.Kept>, AutoCloseable {
    static final List<String> KEYS =
        IntStream.range(0, 20).mapToObj(number -> "price-" + number).toList();

    private final HeldSource source = new HeldSource(HeldSource.Hearing.NOTHING);
    private final LoadingPeers peers = new LoadingPeers(source);
    private final Faults faults;

    ALateValueReplacesNothing(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param late loads that ended after a later one of their key, as the source saw it
     * @param same keys for which the same value was read before that and after it
     * @param older keys for which an older value was read after it
     */
    record Kept(int late, int same, int older) {}

    @Subject({CoalescingCache.class, SingleFlight.class, Deadline.class, Flight.class})
    PriceCache kept_unless_given_up() {
      return over(source, new SingleFlight<>("prices", DEADLINE, METERS));
    }

    @Control(differs = "a load puts what it found, given up or not")
    PriceCache the_load_puts() {
      var cache = new NaiveLatePut(new SingleFlight<>("prices", DEADLINE, METERS));
      return key -> cache.get(key, () -> source.load(key));
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "buildAsync, and orTimeout on the future of its loader")
    PriceCache caffeine_async_with_a_time_out() {
      return peers.caffeineAsync(DEADLINE);
    }

    @Peer(
        artifact = "com.alicp.jetcache:jetcache-core",
        configured = "a loader, cachePenetrateProtect(true) and its penetrationProtectTimeout")
    PriceCache jetcache() {
      return peers.jetCache(DEADLINE);
    }

    @Override
    public Kept run(PriceCache cache) throws Exception {
      source.holdFirst(faults.instead("first loads end late", false, true));
      var first = new Crowd();
      KEYS.forEach(key -> first.join(1, () -> cache.get(key)));
      first.ended(WINDOW); // given up, where there is a deadline
      List<String> before = readAll(cache);
      source.release();
      source.awaitThreadsOfHeld();
      List<String> after = readAll(cache);
      int same = 0;
      int older = 0;
      for (int key = 0; key < Math.min(before.size(), after.size()); key++) {
        int newer = Origin.loadOf(after.get(key)) - Origin.loadOf(before.get(key));
        same += newer == 0 ? 1 : 0;
        older += newer < 0 ? 1 : 0;
      }
      return new Kept(source.overtaken(), same, older);
    }

    @Override
    public void holds(Kept seen) {
      assertThat(seen.same()).isEqualTo(KEYS.size());
    }

    @Override
    public void breaks(Kept seen) {
      assertThat(seen.older()).isEqualTo(KEYS.size());
    }

    @Override
    public void felt(Kept seen) {
      assertThat(seen.late()).isEqualTo(KEYS.size());
    }

    @Override
    public String figure(Kept seen) {
      return "%d of %d keys show an older value".formatted(seen.older(), KEYS.size());
    }

    @Override
    public void close() {
      peers.close();
    }

    private static List<String> readAll(PriceCache cache) {
      var readers = new Crowd();
      KEYS.forEach(key -> readers.join(1, () -> cache.get(key)));
      readers.ended(HeldSource.SOON);
      return readers.answers();
    }
  }
}
