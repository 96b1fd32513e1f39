package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Script;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.time.Duration;
import java.util.concurrent.Future;

/** One node loads for all: what if that one is lost, and what if it comes back? */
@Specification(Outline.CACHING_STAMPEDE)
class LeaderSpec {
  /** Far longer than a load takes here, short enough to wait for its end. */
  static final Duration LEASE = Duration.ofMillis(500);

  static final LeaseOptions OPTIONS =
      new LeaseOptions(
          LEASE,
          Duration.ofMillis(10),
          LEASE.multipliedBy(5), // when a caller who waits gives up: far later than a right answer
          Duration.ofMinutes(1));

  @Claim(
      says = "A leader that lost Redis is replaced within two leases, by a node that waited for it",
      limit =
          "a leader that only loads slowly is replaced too; one that is cut off keeps its own"
              + " callers for the driver's time-out",
      source = "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013; rueidisaside, aside.go",
      warmUp = true,
      flagship = true)
  class ADeadLeaderIsReplaced implements Experiment<TwoNodes, ADeadLeaderIsReplaced.Takeover> {
    /**
     * @param waited how long the successor waited for its answer, or until it gave up
     * @param answerOfLoad which load of the origin it was given; 0 is none
     * @param loads how often the origin was asked, by its own count: the last one is the
     *     successor's
     * @param leaderCutOff whether the leader's own connection was silent at the end
     */
    record Takeover(Duration waited, int answerOfLoad, int loads, boolean leaderCutOff) {}

    private final Redis redis;
    private final Faults faults;
    private final History history;

    ADeadLeaderIsReplaced(Redis redis, Faults faults, History history) {
      this.redis = redis;
      this.faults = faults;
      this.history = history;
    }

    @Subject({LeaseCache.class, RedisLeaseStore.class})
    TwoNodes lease_that_ends_by_itself() {
      return new TwoNodes(OPTIONS, RedisLeaseStore::new, redis, faults, history);
    }

    @Control(differs = "the lease has no expiry")
    TwoNodes lock_without_expiry() {
      return new TwoNodes(OPTIONS, NaiveImmortalLease::new, redis, faults, history);
    }

    @Override
    public Takeover run(TwoNodes nodes) throws Exception {
      String key = redis.key("price");
      Origin origin = nodes.origin();
      origin.hold(key);
      nodes.leaderAsks(key);
      origin.awaitLoads(key, 1);
      Takeover seen;
      try (Fault _ = faults.halfOpen(nodes.leadersLink(), Direction.BOTH)) {
        origin.release(key); // now the leader has its value, and nobody to give it to
        long asked = history.now();
        String answer = nodes.successorAsks(key).get();
        Duration waited = Duration.ofNanos(history.now() - asked);
        boolean cutOff = !nodes.leaderReachesRedis();
        seen = new Takeover(waited, Origin.loadOf(answer), origin.loads(), cutOff);
      }
      nodes.awaitLeader();
      return seen;
    }

    @Override
    public void holds(Takeover seen) {
      assertThat(seen.waited()).isLessThanOrEqualTo(LEASE.multipliedBy(2));
      assertThat(seen.answerOfLoad()).isPositive().isEqualTo(seen.loads());
    }

    @Override
    public void breaks(Takeover seen) {
      assertThat(seen.waited()).isGreaterThanOrEqualTo(LEASE.multipliedBy(5));
      assertThat(seen.answerOfLoad()).isZero();
    }

    @Override
    public void felt(Takeover seen) {
      assertThat(seen.leaderCutOff()).isTrue();
    }

    @Override
    public String figure(Takeover seen) {
      String answered = seen.answerOfLoad() == 0 ? "still blocked after " : "answered in ";
      return answered + seen.waited().toMillis() + " ms";
    }
  }

  @Claim(
      says = "A leader that stalled past its lease can neither write its late value nor release",
      limit = "the leader's own callers are given the late value; it is only kept out of the cache",
      source =
          "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1: stale sets",
      warmUp = true,
      flagship = true)
  class ALateWriteIsRefused implements Experiment<TwoNodes, ALateWriteIsRefused.Aftermath> {
    /** The longest that the leader's link may stall; it heals once a successor is in its place. */
    static final Duration STALL = LEASE.multipliedBy(3);

    /**
     * @param answeredNewest whether both answers of the successor were the newest of the origin
     * @param takenOver how often the origin was asked again for what the leader had loaded
     * @param lateWrites how many keys held the leader's value in the end, though a newer was there
     * @param foreignReleases how often the slot was emptied while the lease was the successor's
     */
    record Aftermath(boolean answeredNewest, int takenOver, int lateWrites, long foreignReleases) {}

    private final Redis redis;
    private final Faults faults;
    private final History history;

    ALateWriteIsRefused(Redis redis, Faults faults, History history) {
      this.redis = redis;
      this.faults = faults;
      this.history = history;
    }

    @Subject({LeaseCache.class, RedisLeaseStore.class, Script.class})
    TwoNodes writes_only_while_the_lease_is_its_own() {
      return new TwoNodes(OPTIONS, RedisLeaseStore::new, redis, faults, history);
    }

    @Control(differs = "SET and DEL, without asking whose the lease is by now")
    TwoNodes lock_then_set_or_del() {
      return new TwoNodes(OPTIONS, NaiveUncheckedWrites::new, redis, faults, history);
    }

    @Override
    public Aftermath run(TwoNodes nodes) throws Exception {
      String price = redis.key("price"); // the leader loads it, and will write
      String stock = redis.key("stock"); // the leader's load fails, and it will release
      Origin origin = nodes.origin();
      origin.hold(price);
      origin.hold(stock);
      origin.failsFirst(stock);
      nodes.leaderAsks(price);
      nodes.leaderAsks(stock);
      origin.awaitLoads(price, 1);
      origin.awaitLoads(stock, 1);

      String loaded;
      Future<String> loading;
      long releases;
      try (Fault _ = faults.latency(nodes.leadersLink(), Direction.UP, STALL)) {
        origin.release(price); // the leader writes, and releases: under the fault both are stuck
        origin.release(stock);
        loaded = nodes.successorAsks(price).get();
        origin.hold(stock);
        loading = nodes.successorAsks(stock);
        origin.awaitLoads(stock, 2);
        releases = redis.calls("del"); // from here on the lease is the successor's
      }
      nodes.awaitLeader(); // what was stuck has arrived
      long foreign = redis.calls("del") - releases;
      origin.release(stock);
      return new Aftermath(
          origin.isNewest(loaded, price) && origin.isNewest(loading.get(), stock),
          origin.loads(price) - 1,
          origin.isNewest(redis.judge().sync().get(price), price) ? 0 : 1,
          foreign);
    }

    @Override
    public void holds(Aftermath seen) {
      assertThat(seen.answeredNewest()).isTrue();
      assertThat(seen.lateWrites()).isZero();
      assertThat(seen.foreignReleases()).isZero();
    }

    @Override
    public void breaks(Aftermath seen) {
      assertThat(seen.lateWrites()).isOne();
      assertThat(seen.foreignReleases()).isOne();
    }

    @Override
    public void felt(Aftermath seen) {
      assertThat(seen.takenOver()).isOne();
    }

    @Override
    public String figure(Aftermath seen) {
      return "late writes: %d, foreign releases: %d"
          .formatted(seen.lateWrites(), seen.foreignReleases());
    }
  }
}
