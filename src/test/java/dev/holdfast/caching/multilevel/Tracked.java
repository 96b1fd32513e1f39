package dev.holdfast.caching.multilevel;

import dev.holdfast.caching.multilevel.Nodes.Ways;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.RedisURI;
import io.lettuce.core.support.caching.CacheAccessor;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** What the experiments on tracked connections have in common: nodes, peers and judges. */
abstract class Tracked implements Experiment<Pair, Tracked.Seen> {
  static final int KEYS = 20;
  static final int OLD = 1;
  static final int NEW = 2;

  /** A closed connection, an invalidation: each is told in far less. */
  static final Duration NOTICED = Duration.ofMillis(300);

  /** Far longer than an arm. */
  private static final Duration NEVER = Duration.ofMinutes(1);

  /**
   * What one arm saw.
   *
   * @param kept how many keys the reader answered without Redis before, by the server's count
   * @param hit how many of its connections were killed, or how many keys the server lost
   * @param stale how many keys were still read as before
   * @param right how many were read as they are
   */
  record Seen(int kept, int hit, int stale, int right) {}

  final Redis redis;
  final Faults faults;
  final PushConnections connections;
  int killed;

  Tracked(Redis redis, Faults faults) {
    this.redis = redis;
    this.faults = faults;
    this.connections = new PushConnections(redis);
  }

  Pair nodes(UnaryOperator<InvalidationFeed> less) {
    return nodes(less, Nodes.OPTIONS);
  }

  /** No heartbeat is sent while they are watched: what tells is the connection's end alone. */
  Pair nodesWithoutHeartbeats(UnaryOperator<InvalidationFeed> less) {
    return nodes(less, new PushLinkOptions(NEVER, NEVER));
  }

  private Pair nodes(UnaryOperator<InvalidationFeed> less, PushLinkOptions options) {
    var ways = new Ways(redis.uri(), redis.uri(), redis.uri());
    Wiring wiring = Wiring.tracking(redis.key("")).less(less);
    return new Nodes(ways, wiring, Nodes.THROUGH, options);
  }

  Pair lettuceTracking() {
    return new LettuceTracking(push(), CacheAccessor.forMap(new ConcurrentHashMap<>()), this::set);
  }

  Pair jedisTracking(boolean testOnBorrow) {
    return new JedisTracking(push(), testOnBorrow, this::set);
  }

  Pair redissonTracking() {
    return new RedissonTracking(push(), this::set);
  }

  private RedisURI push() {
    return new Ways(redis.uri(), redis.uri(), redis.uri()).push();
  }

  private void set(String key, long version) {
    redis.judge().sync().set(key, Long.toString(version));
  }

  /** Has the reader keep all, and says how many it answered without Redis. */
  int keep(Freshness keys) {
    return keys.keep(OLD, () -> redis.calls("get"));
  }

  Fault kill() {
    return faults.begin(
        "the tracked connection is killed",
        "push link",
        () -> {
          killed = connections.kill();
          return () -> {};
        });
  }

  @Override
  public String figure(Seen seen) {
    return "stale: %d of %d".formatted(seen.stale(), KEYS);
  }
}
