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
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** What does a channel of invalidations tell: enough, and no more? */
@Specification(Outline.CACHING_MULTI_LEVEL)
class InvalidationChannelSpec {
  static final int OLD = 1;
  static final int NEW = 2;

  @Claim(
      says =
          "One invalidation that is lost on a healthy connection is noticed at the next message,"
              + " and without one at the next heartbeat",
      limit = "the key that it named stays old until then; the whole near cache is emptied for it",
      source = "Hazelcast manual, Near Cache: Eventual Consistency")
  class OneLostMessageIsNoticed implements Experiment<Nodes, OneLostMessageIsNoticed.Loss> {
    static final Duration ARRIVED = Duration.ofMillis(200); // far longer than a message takes
    static final Duration SOON = Duration.ofSeconds(2);
    static final Duration BEATEN = Nodes.OPTIONS.interval().multipliedBy(3);

    /**
     * @param lost how many messages no listener got
     * @param staleAtNext how many keys were still read as before once another was told of
     * @param staleAtBeat how many, where no message came, once heartbeats had been answered
     * @param fresh how many keys were read as written in the end
     */
    record Loss(int lost, int staleAtNext, int staleAtBeat, int fresh) {}

    private final Redis redis;
    private final Faults faults;
    private final LossyConnection lossy = new LossyConnection();

    OneLostMessageIsNoticed(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
    }

    @Subject({InvalidationChannel.class, PushLink.class, NearCache.class})
    Nodes numbered_messages() {
      return nodes(UnaryOperator.identity());
    }

    @Control(differs = "nobody looks at the numbers")
    Nodes every_message_for_itself() {
      return nodes(NaiveNamedKeysOnly::new);
    }

    @Override
    public Loss run(Nodes nodes) {
      var followed = Freshness.of(nodes, redis.key("followed"), 1);
      var last = Freshness.of(nodes, redis.key("last"), 1);
      var other = Freshness.of(nodes, redis.key("other"), 1);
      List<Freshness> all = List.of(followed, last, other);
      all.forEach(keys -> keys.write(OLD));
      // Or one of these would be the message that is lost.
      Awaitility.await("all to be told of").atMost(SOON).until(() -> nodes.heard() >= all.size());
      all.forEach(keys -> keys.read(OLD));
      int staleAtNext;
      try (Fault _ = lose("the message of a write that another follows")) {
        followed.write(NEW);
        other.write(NEW);
        staleAtNext = followed.stillRead(OLD, ARRIVED);
      }
      last.read(OLD); // kept again, where all was emptied
      int staleAtBeat;
      try (Fault _ = lose("the message of the last write")) {
        last.write(NEW);
        staleAtBeat = last.stillRead(OLD, BEATEN);
      }
      int fresh = followed.read(NEW) + last.read(NEW) + other.read(NEW);
      return new Loss(lossy.lost(), staleAtNext, staleAtBeat, fresh);
    }

    @Override
    public void holds(Loss seen) {
      assertThat(seen.staleAtNext()).isZero();
      assertThat(seen.staleAtBeat()).isZero();
      assertThat(seen.fresh()).isEqualTo(3);
    }

    @Override
    public void breaks(Loss seen) {
      assertThat(seen.staleAtNext()).isOne();
      assertThat(seen.staleAtBeat()).isOne();
    }

    @Override
    public void felt(Loss seen) {
      assertThat(seen.lost()).isEqualTo(2);
    }

    @Override
    public String figure(Loss seen) {
      return "stale after the next message: %d, after heartbeats: %d"
          .formatted(seen.staleAtNext(), seen.staleAtBeat());
    }

    private Fault lose(String what) {
      return faults.begin(
          what + " reaches no listener",
          "push link",
          () -> {
            lossy.loseNext();
            return () -> {};
          });
    }

    private Nodes nodes(UnaryOperator<InvalidationFeed> less) {
      var ways = new Ways(redis.uri(), redis.uri(), redis.uri());
      Wiring wiring =
          (writer, reader, push) -> {
            var channel =
                new InvalidationChannel(
                    redis.key("written"),
                    writer,
                    () ->
                        reader.connectPubSubAsync(StringCodec.UTF8, push).thenApply(lossy::around));
            return new Wiring.Wired(channel, channel::publish);
          };
      return new Nodes(ways, wiring.less(less));
    }
  }

  @Claim(
      says = "A miss tells nobody: to fill both levels costs two commands and no message",
      limit = "of nodes that hear by a channel; client tracking tells of each write to Redis",
      source = "JetCache, issue 972")
  class AMissIsToldToNobody implements Experiment<Pair, AMissIsToldToNobody.Filling> {
    static final int KEYS = 200;

    /** Who tells behind the caller's back has told by then. */
    static final Duration QUIET = Duration.ofMillis(100);

    /**
     * @param answered how many keys were read as the source has them
     * @param asked how many reads reached Redis, by its own count
     * @param commands what they cost there
     * @param published how many messages these reads sent
     * @param publishedByWrite how many a write sent afterwards
     */
    record Filling(
        int answered, long asked, long commands, long published, long publishedByWrite) {}

    private final Redis redis;
    private final boolean cold;

    AMissIsToldToNobody(Redis redis, Faults faults) {
      this.redis = redis;
      cold = faults.instead("every key is read for the first time", false, true);
    }

    @Subject({MultiLevelCache.class, VersionedStore.class, InvalidationChannel.class})
    Pair only_a_write_is_announced() {
      return new OneNode(redis.uri(), redis.key("written"), (_, _) -> {});
    }

    @Control(differs = "a fill is announced too")
    Pair every_put_is_announced() {
      return new OneNode(redis.uri(), redis.key("written"), InvalidationChannel::publish);
    }

    @Peer(
        artifact = "com.alicp.jetcache:jetcache-redis-lettuce",
        configured = "CacheType.BOTH with syncLocal, broadcast subscribed, NotifyMonitorInstaller")
    Pair jetcache() {
      return new JetCachePair(new Ways(redis.uri(), redis.uri(), redis.uri()), redis.key(""));
    }

    @Override
    public Filling run(Pair pair) {
      var keys = Freshness.of(pair, redis.key("price"), KEYS);
      if (!cold) {
        keys.read(OLD);
      }
      long asked = redis.calls("get");
      long scripts = redis.calls("evalsha") + redis.calls("eval");
      long published = published();
      int answered = keys.read(OLD);
      long gets = redis.calls("get") - asked;
      long commands = gets + redis.calls("evalsha") + redis.calls("eval") - scripts;
      long byReads = published() - published;
      pair.write(keys.keys().getFirst(), NEW);
      long byWrite = published() - published - byReads;
      return new Filling(answered, gets, commands, byReads, byWrite);
    }

    @Override
    public void holds(Filling seen) {
      assertThat(seen.answered()).isEqualTo(KEYS);
      assertThat(seen.published()).isZero();
      assertThat(seen.publishedByWrite()).isOne();
      // A look and a put for each miss; the first digest was not known yet.
      assertThat(seen.commands()).isLessThanOrEqualTo(2 * seen.asked() + 1);
    }

    @Override
    public void breaks(Filling seen) {
      assertThat(seen.published()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Filling seen) {
      assertThat(seen.asked()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Filling seen) {
      return "%d messages for %d misses".formatted(seen.published(), seen.asked());
    }

    /** How many messages the server was given, once no more have come for a while. */
    private long published() {
      var last = new AtomicLong(-1);
      Awaitility.await("no more messages")
          .pollDelay(Duration.ZERO)
          .pollInterval(QUIET)
          .until(() -> last.getAndSet(redis.calls("publish")) == last.get());
      return last.get();
    }
  }
}
