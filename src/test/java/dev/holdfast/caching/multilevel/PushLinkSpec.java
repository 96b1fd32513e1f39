package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.multilevel.Nodes.Ways;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.redisson.api.options.LocalCachedMapOptions.ReconnectionStrategy;

/** What does a near cache serve when its invalidations do not arrive? */
@Specification(Outline.CACHING_MULTI_LEVEL)
class PushLinkSpec {
  static final int OLD = 1;
  static final int NEW = 2;

  @Claim(
      says = "What was written while the push link was down is read anew, in the outage and after",
      limit =
          "from when the disconnect is noticed; without the near cache each read then goes to"
              + " Redis",
      source =
          "Redis manual, Client-side caching: What to do when losing connection with the server")
  class AnOutageLeavesNothingStale implements Experiment<Pair, AnOutageLeavesNothingStale.Outage> {
    static final int KEYS = 30;
    static final Duration NOTICED = Duration.ofMillis(300); // a closed connection is told at once
    static final Duration SETTLED = Duration.ofMillis(500); // far longer than a message takes

    /**
     * @param kept how many keys the reader answered without Redis, by the server's count
     * @param lost how many of its push connections the server missed in the outage
     * @param staleDuring how many keys were still read as before in the outage
     * @param staleAfter how many once the link was up again
     * @param readAfter how many were then read as written
     */
    record Outage(int kept, int lost, int staleDuring, int staleAfter, int readAfter) {}

    private final Redis redis;
    private final Faults faults;
    private final Link push;

    AnOutageLeavesNothingStale(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.push = faults.link(redis.upstream());
    }

    @Subject({PushLink.class, NearCache.class, InvalidationChannel.class})
    Pair suspended_while_the_link_is_down() {
      return nodes(UnaryOperator.identity());
    }

    @Control(differs = "nothing but the name of a key empties anything: a plain subscription")
    Pair bare_listener() {
      return nodes(feed -> new NaiveNamedKeysOnly(new NaiveUnwatched(feed)));
    }

    @Peer(
        artifact = "com.alicp.jetcache:jetcache-redis-lettuce",
        configured = "CacheType.BOTH with syncLocal, broadcast subscribed, NotifyMonitorInstaller")
    Pair jetcache() {
      return new JetCachePair(ways(), redis.key(""));
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured =
            "RLocalCachedMap, SyncStrategy.INVALIDATE, ReconnectionStrategy.NONE (default)")
    Pair redisson_none() {
      return new RedissonPair(ways(), redis.key("map"), ReconnectionStrategy.NONE);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "RLocalCachedMap, SyncStrategy.INVALIDATE, ReconnectionStrategy.CLEAR")
    Pair redisson_clear() {
      return new RedissonPair(ways(), redis.key("map"), ReconnectionStrategy.CLEAR);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "RLocalCachedMap, SyncStrategy.INVALIDATE, ReconnectionStrategy.LOAD")
    Pair redisson_load() {
      return new RedissonPair(ways(), redis.key("map"), ReconnectionStrategy.LOAD);
    }

    @Override
    public Outage run(Pair pair) {
      var connections = new PushConnections(redis);
      var keys = Freshness.of(pair, redis.key("price"), KEYS);
      keys.write(OLD);
      int kept = keys.keep(OLD, () -> redis.calls(pair.readsBy()));

      int before = connections.open();
      int lost;
      int staleDuring;
      try (Fault outage = faults.outage(push)) {
        outage.awaitFelt(NOTICED.multipliedBy(10), () -> connections.open() == 0);
        lost = before - connections.open();
        keys.write(NEW);
        staleDuring = keys.stillRead(OLD, NOTICED);
      }
      connections.awaitRestored(before, pair);
      int staleAfter = keys.stillRead(OLD, SETTLED);
      return new Outage(kept, lost, staleDuring, staleAfter, keys.read(NEW));
    }

    @Override
    public void holds(Outage seen) {
      assertThat(seen.kept()).isEqualTo(KEYS);
      assertThat(seen.staleDuring()).isZero();
      assertThat(seen.staleAfter()).isZero();
      assertThat(seen.readAfter()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Outage seen) {
      assertThat(seen.staleDuring()).isEqualTo(KEYS);
      assertThat(seen.staleAfter()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Outage seen) {
      assertThat(seen.lost()).isPositive();
    }

    @Override
    public String figure(Outage seen) {
      return "stale in the outage: %d, after: %d of %d"
          .formatted(seen.staleDuring(), seen.staleAfter(), KEYS);
    }

    private Ways ways() {
      return new Ways(redis.uri(), redis.uri(), redis.uri(push));
    }

    private Pair nodes(UnaryOperator<InvalidationFeed> less) {
      return new Nodes(ways(), Wiring.channel(redis.key("written")).less(less));
    }
  }

  @Claim(
      says = "A push link that is open and silent is noticed within two intervals and a time-out",
      limit = "until then the near cache serves what it has",
      source = "Redis manual, Client-side caching: PING the invalidation channel")
  class AHalfOpenLinkIsNoticed implements Experiment<Nodes, AHalfOpenLinkIsNoticed.Silence> {
    static final Duration BOUND =
        Nodes.OPTIONS.interval().multipliedBy(2).plus(Nodes.OPTIONS.timeout());

    /** How late the scheduler's thread may come on a busy host; a third of the bound. */
    static final Duration LATE = BOUND.dividedBy(3);

    static final Duration WATCHED = BOUND.multipliedBy(3); // well past every right moment

    /**
     * @param stale how long the old value was read after the new one was written
     * @param everRead whether the new one was read before the watch ended
     * @param told whether the reader was told of the write
     */
    record Silence(Duration stale, boolean everRead, boolean told) {}

    private final Redis redis;
    private final Faults faults;
    private final History history;
    private final Link push;

    AHalfOpenLinkIsNoticed(Redis redis, Faults faults, History history) {
      this.redis = redis;
      this.faults = faults;
      this.history = history;
      this.push = faults.link(redis.upstream());
    }

    @Subject({PushLink.class, PushLinkOptions.class, InvalidationChannel.class})
    Nodes heartbeat_on_the_push_link() {
      return nodes(UnaryOperator.identity());
    }

    @Control(differs = "no heartbeat: keep-alive alone watches the link")
    Nodes keep_alive_alone() {
      return nodes(NaiveKeepAlive::new);
    }

    @Override
    public Silence run(Nodes pair) {
      var key = Freshness.of(pair, redis.key("price"), 1);
      key.write(OLD);
      Awaitility.await("the first message").atMost(WATCHED).until(() -> pair.heard() > 0);
      key.read(OLD);
      int heard = pair.heard();
      try (Fault _ = faults.halfOpen(push, Direction.BOTH)) {
        key.write(NEW);
        long written = history.now();
        boolean everRead = key.stillRead(OLD, WATCHED) == 0;
        Duration stale = Duration.ofNanos(history.now() - written);
        return new Silence(stale, everRead, pair.heard() > heard);
      }
    }

    @Override
    public void holds(Silence seen) {
      assertThat(seen.everRead()).isTrue();
      assertThat(seen.stale()).isLessThanOrEqualTo(BOUND.plus(LATE));
    }

    @Override
    public void breaks(Silence seen) {
      assertThat(seen.everRead()).isFalse();
      assertThat(seen.stale()).isGreaterThanOrEqualTo(WATCHED);
    }

    @Override
    public void felt(Silence seen) {
      assertThat(seen.told()).isFalse();
    }

    @Override
    public String figure(Silence seen) {
      return (seen.everRead() ? "stale for " : "still stale after ")
          + seen.stale().toMillis()
          + " ms";
    }

    private Nodes nodes(UnaryOperator<InvalidationFeed> less) {
      var ways = new Ways(redis.uri(), redis.uri(), redis.uri(push));
      return new Nodes(ways, Wiring.channel(redis.key("written")).less(less));
    }
  }
}
