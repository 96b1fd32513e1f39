package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.util.function.UnaryOperator;

/** The server tells a client what was written: what if it forgets the client, or everything? */
@Specification(Outline.CACHING_MULTI_LEVEL)
class ClientTrackingSpec {
  @Claim(
      says = "Client tracking is on again when a lost connection is back",
      limit = "in between every read goes to Redis",
      source = "Redis manual, Client-side caching; Lettuce, issue 1380")
  class TrackingIsOnAgain extends Tracked {
    TrackingIsOnAgain(Redis redis, Faults faults) {
      super(redis, faults);
    }

    @Subject({ClientTracking.class, PushLink.class})
    Pair asked_for_anew_by_each_connection() {
      return nodes(UnaryOperator.identity());
    }

    @Control(differs = "asked for once; the driver restores the connection without it")
    Pair asked_for_once() {
      return nodes(NaiveUnwatched::new);
    }

    @Peer(
        artifact = "io.lettuce:lettuce-core",
        configured = "ClientSideCaching.enable over a map, as its manual shows")
    Pair lettuce() {
      return lettuceTracking();
    }

    @Peer(
        artifact = "redis.clients:jedis",
        configured = "cacheConfig and RESP3, as its guide shows")
    Pair jedis() {
      return jedisTracking(false);
    }

    @Peer(artifact = "redis.clients:jedis", configured = "the same, and the pool's testOnBorrow")
    Pair jedis_tested_on_borrow() {
      return jedisTracking(true);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "getClientSideCaching with defaults, and RESP3")
    Pair redisson() {
      return redissonTracking();
    }

    @Override
    public Seen run(Pair pair) {
      var keys = Freshness.of(pair, redis.key("price"), KEYS);
      keys.write(OLD);
      pair.read(redis.key("first")); // who connects late has connected by now
      int before = connections.open();
      try (Fault _ = kill()) {
        connections.awaitRestored(before, pair);
      }
      int kept = keep(keys); // all of them were read after it
      keys.write(NEW);
      int stale = keys.stillRead(OLD, NOTICED);
      return new Seen(kept, killed, stale, keys.read(NEW));
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.kept()).isEqualTo(KEYS);
      assertThat(seen.stale()).isZero();
      assertThat(seen.right()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.stale()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.hit()).isPositive();
    }
  }

  @Claim(
      says = "What a near cache has kept does not outlive the connection that told of its writes",
      limit = "until the client learns that its socket is closed",
      source = "Redis manual, Client-side caching; Jedis, CacheConnection")
  class NothingKeptOutlivesItsConnection extends Tracked {
    NothingKeptOutlivesItsConnection(Redis redis, Faults faults) {
      super(redis, faults);
    }

    @Subject({PushLink.class, NearCache.class})
    Pair suspended_with_its_connection() {
      return nodesWithoutHeartbeats(UnaryOperator.identity());
    }

    @Control(differs = "a hit does not depend on the connection")
    Pair the_driver_looks_after_its_connection() {
      return nodesWithoutHeartbeats(NaiveUnwatched::new);
    }

    @Peer(
        artifact = "io.lettuce:lettuce-core",
        configured = "ClientSideCaching.enable over a map, as its manual shows")
    Pair lettuce() {
      return lettuceTracking();
    }

    @Peer(
        artifact = "redis.clients:jedis",
        configured = "cacheConfig and RESP3, as its guide shows")
    Pair jedis() {
      return jedisTracking(false);
    }

    @Peer(artifact = "redis.clients:jedis", configured = "the same, and the pool's testOnBorrow")
    Pair jedis_tested_on_borrow() {
      return jedisTracking(true);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "getClientSideCaching with defaults, and RESP3")
    Pair redisson() {
      return redissonTracking();
    }

    @Override
    public Seen run(Pair pair) {
      var keys = Freshness.of(pair, redis.key("price"), KEYS);
      keys.write(OLD);
      int kept = keep(keys);
      try (Fault _ = kill()) {
        keys.write(NEW);
      }
      int stale = keys.stillRead(OLD, NOTICED);
      return new Seen(kept, killed, stale, keys.read(NEW));
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.kept()).isEqualTo(KEYS);
      assertThat(seen.stale()).isZero();
      assertThat(seen.right()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.stale()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.hit()).isPositive();
    }
  }
}
