package dev.holdfast.caching.examples.catalogue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.caching.stampede.CoalescingCache;
import dev.holdfast.caching.stampede.LeaseCache;
import dev.holdfast.caching.stampede.LeaseOptions;
import dev.holdfast.caching.stampede.LoadException;
import dev.holdfast.caching.stampede.SingleFlight;
import io.lettuce.core.RedisException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Products by way of Redis, and without it when it is away.
 *
 * <p>A missing product is loaded once, however many requests and processes miss it; that there is
 * none is kept as well. While Redis is away each process keeps what it loads for {@link #STANDBY}:
 * the database is asked once in that time for a product, by a process. A save removes the product
 * from the cache, and a load that began before it is not kept there.
 *
 * <p>Limits: meanwhile another process's save is seen once the standby has ended; a save whose
 * removal Redis does not take leaves the old product there for its {@link #KEPT}.
 *
 * <p>Costs: a hit is one command, a miss three and a query; a save one. Thread-safe.
 */
final class CachedProducts implements Products {
  static final Duration KEPT = Duration.ofMinutes(1);

  /** How old an answer may be while Redis is away. */
  static final Duration STANDBY = Duration.ofSeconds(10);

  private static final int MOST_ON_STANDBY = 10_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final LeaseOptions LEASE =
      new LeaseOptions(
          Duration.ofSeconds(5), // many times what a query takes, on a bad day too
          Duration.ofMillis(20),
          Duration.ofSeconds(11), // two leases, and time for a load
          KEPT);

  private final Ground ground;
  private final Cache<String, String> kept =
      Caffeine.newBuilder().maximumSize(MOST_ON_STANDBY).expireAfterWrite(STANDBY).build();
  private final CoalescingCache<String, String> standby;
  private @Nullable LeaseCache cache;

  /** What a process got for its key while Redis answered: a product as JSON, or a failed load. */
  private record Outcome(String json, @Nullable LoadException failure) {}

  CachedProducts(Ground ground) {
    this.ground = ground;
    standby = new CoalescingCache<>(kept.asMap(), new SingleFlight<>("standby", ground.meters()));
  }

  @Override
  public @Nullable Product find(long id) throws InterruptedException {
    String key = key(id);
    Optional<Outcome> answered = ground.breaker().call(() -> throughRedis(key, id));
    if (answered.isEmpty()) {
      return product(standby.get(key, () -> load(id)));
    }
    LoadException failure = answered.get().failure();
    if (failure != null) {
      throw failure;
    }
    return product(answered.get().json());
  }

  @Override
  public void save(Product product) throws SQLException {
    String key = key(product.id());
    ground.table().save(product);
    kept.invalidate(key);
    // Ends the lease of who loads it just now as well.
    var _ = ground.breaker().call(() -> ground.redis().get().sync().del(key));
  }

  @Override
  public synchronized void close() {
    if (cache != null) {
      cache.close();
    }
  }

  private Outcome throughRedis(String key, long id) {
    try {
      return new Outcome(cache().get(key, () -> load(id)), null);
    } catch (LoadException e) {
      if (e.getCause() instanceof RedisException away) {
        throw away; // it was lost in the middle: the breaker's business
      }
      return new Outcome("", e); // the database's failure must not keep anybody from Redis
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while product " + id + " was awaited", e);
    }
  }

  private synchronized LeaseCache cache() {
    if (cache == null) {
      cache = new LeaseCache("products", ground.redis().get(), LEASE, ground.meters());
    }
    return cache;
  }

  private String load(long id) throws SQLException {
    return JSON.writeValueAsString(ground.table().find(id)); // null becomes "null"
  }

  private static @Nullable Product product(String json) {
    return JSON.readValue(json, Product.class);
  }

  static String key(long id) {
    return "catalogue:product:" + id;
  }
}
