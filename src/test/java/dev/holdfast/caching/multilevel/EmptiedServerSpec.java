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

/** Does a near cache know that its server was emptied? */
@Specification(Outline.CACHING_MULTI_LEVEL)
class EmptiedServerSpec {
  @Claim(
      says = "An emptied server empties the near cache",
      limit = "as soon as the push has arrived",
      source = "Redis manual, Client-side caching: null is pushed on FLUSHALL; Lettuce, pull 3885")
  class AnEmptiedServerEmptiesIt extends Tracked {
    AnEmptiedServerEmptiesIt(Redis redis, Faults faults) {
      super(redis, faults);
    }

    @Subject({ClientTracking.class, NearCache.class})
    Pair null_is_every_key() {
      return nodes(UnaryOperator.identity());
    }

    @Control(differs = "a push that names no key is passed over")
    Pair keys_alone() {
      return nodes(NaiveNamedKeysOnly::new);
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
      int stale;
      boolean emptied;
      try (Fault _ = flush()) {
        emptied = redis.judge().sync().dbsize() == 0;
        stale = emptied ? keys.stillRead(OLD, NOTICED) : KEYS - keys.read(OLD);
      }
      return new Seen(kept, emptied ? KEYS : 0, stale, keys.read(emptied ? Pair.NONE : OLD));
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

    private Fault flush() {
      return faults.begin(
          "FLUSHALL",
          "redis",
          () -> {
            redis.judge().sync().flushall();
            return () -> {};
          });
    }
  }
}
