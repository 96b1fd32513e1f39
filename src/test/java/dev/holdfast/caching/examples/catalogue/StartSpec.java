package dev.holdfast.caching.examples.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
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
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Can the catalogue be deployed while Redis is in trouble? */
@Specification(Outline.CACHING_EXAMPLES)
class StartSpec {

  @Claim(
      says = "A process started while Redis is down answers all, and uses Redis once it is back",
      limit = "its database has to be there",
      source = "Nygard, Release It!, Steady State and Decoupling Middleware")
  class AStartNeedsNoRedis
      implements Experiment<Function<Products.Ground, Products>, AStartNeedsNoRedis.Start> {
    /**
     * @param right requests that were answered with their product
     * @param clients whom Redis had meanwhile, besides the harness
     * @param used whether Redis held products in the end
     */
    record Start(int right, long clients, boolean used) {}

    static final Duration BACK_WITHIN = Duration.ofSeconds(5); // the breaker looks once a second

    private final Postgres postgres;
    private final Redis redis;
    private final Faults faults;
    private final Link link;

    AStartNeedsNoRedis(Postgres postgres, Redis redis, Faults faults) {
      this.postgres = postgres;
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
    }

    @Subject({Catalogue.class, FirstUse.class, CachedProducts.class})
    Function<Products.Ground, Products> connects_when_it_is_used() {
      return CachedProducts::new;
    }

    @Control(differs = "connects when it starts")
    Function<Products.Ground, Products> connects_when_it_starts() {
      return new NaiveEagerStart();
    }

    @Override
    public Start run(Function<Products.Ground, Products> products) throws Exception {
      Shop shop;
      int right;
      long clients;
      try (Fault _ = faults.outage(link)) {
        shop = new Shop(1, postgres, redis.uri(link), products);
        right = shop.visit();
        clients = clients();
      } catch (RedisException _) {
        return new Start(0, clients(), false);
      }
      try (shop) {
        return new Start(right, clients, used(shop));
      }
    }

    private long clients() {
      return redis.judge().sync().clientList().lines().count() - 1;
    }

    private boolean used(Shop shop) {
      try {
        Awaitility.await("products in Redis")
            .atMost(BACK_WITHIN)
            .until(() -> shop.visit() == Shop.PRODUCTS && redis.judge().sync().dbsize() > 0);
        return true;
      } catch (ConditionTimeoutException _) {
        return false;
      }
    }

    @Override
    public void holds(Start seen) {
      assertThat(seen.right()).isEqualTo(Shop.PRODUCTS);
      assertThat(seen.used()).isTrue();
    }

    @Override
    public void breaks(Start seen) {
      assertThat(seen.right()).isZero();
    }

    @Override
    public void felt(Start seen) {
      assertThat(seen.clients()).isZero();
    }

    @Override
    public String figure(Start seen) {
      return "%d of %d requests answered".formatted(seen.right(), Shop.PRODUCTS);
    }
  }
}
