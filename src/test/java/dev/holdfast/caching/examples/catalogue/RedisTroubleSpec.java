package dev.holdfast.caching.examples.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.examples.catalogue.Shop.Crowd;
import dev.holdfast.caching.redis.CallBreaker;
import dev.holdfast.caching.redis.FailFast;
import dev.holdfast.caching.stampede.CoalescingCache;
import dev.holdfast.caching.stampede.LeaseCache;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** What do customers and the database notice when Redis is in trouble? */
@Specification(Outline.CACHING_EXAMPLES)
class RedisTroubleSpec {
  @Claim(
      says = "While Redis is down no request fails, and a product is asked of the database once",
      limit =
          "once in ten seconds by each process, which for so long may serve what another changed",
      source = "Nygard, Release It!, Cascading Failures; Go's singleflight",
      warmUp = true)
  class RedisIsDown implements Experiment<Function<Products.Ground, Products>, Rush> {
    private final Postgres postgres;
    private final Redis redis;
    private final Faults faults;
    private final Link link;

    RedisIsDown(Postgres postgres, Redis redis, Faults faults) {
      this.postgres = postgres;
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
    }

    @Subject({CachedProducts.class, CoalescingCache.class, CallBreaker.class})
    Function<Products.Ground, Products> each_product_is_loaded_once() {
      return CachedProducts::new;
    }

    @Control(differs = "a request that finds nothing asks the database for itself")
    Function<Products.Ground, Products> fails_open() {
      return NaiveFailOpen::new;
    }

    @Override
    public Rush run(Function<Products.Ground, Products> products) throws Exception {
      try (Shop shop = new Shop(1, postgres, redis.uri(link), products)) {
        shop.warm();
        long before = shop.queries();
        try (Fault _ = faults.outage(link);
            Crowd crowd = shop.crowd()) {
          int right = crowd.right() + shop.visit();
          return new Rush(right, shop.queries() - before, shop.gaveUp());
        }
      }
    }

    @Override
    public void holds(Rush seen) {
      assertThat(seen.right()).isEqualTo(Shop.CROWD + Shop.PRODUCTS);
      assertThat(seen.queries()).isLessThanOrEqualTo(Shop.PRODUCTS);
    }

    @Override
    public void breaks(Rush seen) {
      assertThat(seen.queries()).isEqualTo(Shop.CROWD + Shop.PRODUCTS);
    }

    @Override
    public void felt(Rush seen) {
      assertThat(seen.trouble()).isTrue();
    }

    @Override
    public String figure(Rush seen) {
      return seen.figure();
    }
  }

  @Claim(
      says = "While Redis is slow no request fails, and a product is asked of the database once",
      limit = "the first requests wait for a time-out of Redis, and later one request an interval",
      source = "Nygard, Release It!, Slow Responses, Circuit Breaker",
      warmUp = true)
  class RedisIsSlow implements Experiment<Function<Products.Ground, Products>, Rush> {
    static final Duration SLOW = Duration.ofSeconds(2); // far longer than its time-out

    private final Postgres postgres;
    private final Redis redis;
    private final Faults faults;
    private final Link link;

    RedisIsSlow(Postgres postgres, Redis redis, Faults faults) {
      this.postgres = postgres;
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
    }

    @Subject({CachedProducts.class, CoalescingCache.class, CallBreaker.class, FailFast.class})
    Function<Products.Ground, Products> each_product_is_loaded_once() {
      return CachedProducts::new;
    }

    @Control(differs = "a request that finds nothing asks the database for itself")
    Function<Products.Ground, Products> fails_open() {
      return NaiveFailOpen::new;
    }

    @Override
    public Rush run(Function<Products.Ground, Products> products) throws Exception {
      try (Shop shop = new Shop(1, postgres, redis.uri(link), products)) {
        shop.warm();
        long before = shop.queries();
        try (Fault _ = faults.latency(link, SLOW);
            Crowd crowd = shop.crowd()) {
          int right = crowd.right() + shop.visit();
          return new Rush(right, shop.queries() - before, shop.gaveUp());
        }
      }
    }

    @Override
    public void holds(Rush seen) {
      assertThat(seen.right()).isEqualTo(Shop.CROWD + Shop.PRODUCTS);
      assertThat(seen.queries()).isLessThanOrEqualTo(Shop.PRODUCTS);
    }

    @Override
    public void breaks(Rush seen) {
      assertThat(seen.queries()).isEqualTo(Shop.CROWD + Shop.PRODUCTS);
    }

    @Override
    public void felt(Rush seen) {
      assertThat(seen.trouble()).isTrue();
    }

    @Override
    public String figure(Rush seen) {
      return seen.figure();
    }
  }

  @Claim(
      says =
          "When Redis is emptied no request fails, and all processes together load a product once",
      limit = "a load that outlasts its lease of five seconds is done twice",
      source = "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1",
      warmUp = true)
  class RedisIsEmptied implements Experiment<Function<Products.Ground, Products>, Rush> {
    static final int PROCESSES = 2;
    static final Duration SOON = Duration.ofSeconds(15); // of a JVM that has just begun, too

    private final Postgres postgres;
    private final Redis redis;
    private final Faults faults;

    RedisIsEmptied(Postgres postgres, Redis redis, Faults faults) {
      this.postgres = postgres;
      this.redis = redis;
      this.faults = faults;
    }

    @Subject({CachedProducts.class, LeaseCache.class})
    Function<Products.Ground, Products> each_product_is_loaded_once() {
      return CachedProducts::new;
    }

    @Control(differs = "a request that finds nothing asks the database for itself")
    Function<Products.Ground, Products> fails_open() {
      return NaiveFailOpen::new;
    }

    @Override
    public Rush run(Function<Products.Ground, Products> products) throws Exception {
      try (Shop shop = new Shop(PROCESSES, postgres, redis.uri(), products)) {
        shop.warm();
        long before = shop.queries();
        long looks = redis.calls("get");
        try (Fault _ = faults.begin("emptied", "redis", this::empty);
            Connection held = shop.hold()) {
          boolean empty = redis.judge().sync().dbsize() == 0;
          try (Crowd crowd = shop.crowd()) {
            // Or the first ones would fill it before the last ones look.
            Awaitility.await("all to look into Redis")
                .atMost(SOON)
                .until(() -> redis.calls("get") - looks >= Shop.CROWD);
            held.rollback();
            return new Rush(crowd.right(), shop.queries() - before, empty);
          }
        }
      }
    }

    @Override
    public void holds(Rush seen) {
      assertThat(seen.right()).isEqualTo(Shop.CROWD);
      assertThat(seen.queries()).isLessThanOrEqualTo(Shop.PRODUCTS);
    }

    @Override
    public void breaks(Rush seen) {
      assertThat(seen.queries()).isEqualTo(Shop.CROWD);
    }

    @Override
    public void felt(Rush seen) {
      assertThat(seen.trouble()).isTrue();
    }

    @Override
    public String figure(Rush seen) {
      return seen.figure();
    }

    private AutoCloseable empty() {
      redis.judge().sync().flushall();
      return () -> {};
    }
  }
}
