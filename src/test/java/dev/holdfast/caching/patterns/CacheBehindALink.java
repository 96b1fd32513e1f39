package dev.holdfast.caching.patterns;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import dev.holdfast.Pause;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.redis.FailFast;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.springframework.cache.interceptor.LoggingCacheErrorHandler;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.cache.RedisCacheWriter.RedisCacheWriterConfigurer;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A cache that cannot be reached when the rows behind it are written. */
final class CacheBehindALink implements AutoCloseable {
  static final int KEYS = 20;

  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final SetArgs LONG = SetArgs.Builder.px(Duration.ofMinutes(10)); // no value ends
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Redis redis;
  private final Faults faults;
  private final Link link;
  private final Clients clients = new Clients();
  private final StatefulRedisConnection<String, String> connection;

  CacheBehindALink(Redis redis, Faults faults) {
    this.redis = redis;
    this.faults = faults;
    this.link = faults.link(redis.upstream());
    this.connection = clients.connect(redis.uri(link));
  }

  /**
   * @param inTime deletes that the server saw while the rows were written
   * @param stale keys with the old value, once Redis could be reached again and nothing is owed
   * @param others keys that are not the cache's, and are there at the end
   */
  record Left(long inTime, long stale, long others) {}

  /** Which deletes are owed: those of so many keys, or all. */
  Deletes owing(int most) {
    var invalidations =
        new Invalidations(
            connection,
            redis.key("[prices]:"),
            most,
            INTERVAL,
            Pause.interruptible(),
            new SimpleMeterRegistry());
    return Deletes.of(
        invalidations::invalidate,
        () -> Awaitility.await("nothing owed").atMost(SOON).until(() -> invalidations.owed() == 0),
        invalidations::close);
  }

  Deletes naive(NaiveDeletes deletes) {
    return Deletes.of(deletes::invalidate, deletes::settle, () -> {});
  }

  StatefulRedisConnection<String, String> connection() {
    return connection;
  }

  /** JetCache's, whose keys are taken as they are. */
  Deletes jetCache() {
    RedisClient client = clients.node(redis.uri(link));
    @SuppressWarnings("unchecked") // JetCacheCodec is a raw RedisCodec
    StatefulRedisConnection<byte[], byte[]> bytes = client.connect(new JetCacheCodec());
    Cache<String, String> cache =
        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
            .redisClient(client)
            .connection(bytes)
            .keyPrefix("")
            .buildCache();
    return Deletes.of(cache::remove, () -> {}, () -> {});
  }

  /** Spring's, with an error handler that lets a failed eviction pass. */
  Deletes spring() {
    var factory =
        new LettuceConnectionFactory(
            new RedisStandaloneConfiguration(link.host(), link.port()),
            LettuceClientConfiguration.builder()
                .clientOptions(new FailFast(SOON, SOON).options())
                .build());
    factory.setEagerInitialization(true);
    factory.afterPropertiesSet();
    factory.start();
    var settings = RedisCacheConfiguration.defaultCacheConfig().disableKeyPrefix();
    var writer = RedisCacheWriter.create(factory, RedisCacheWriterConfigurer::immediateWrites);
    var manager = RedisCacheManager.builder(writer).cacheDefaults(settings).build();
    var cache = Objects.requireNonNull(manager.getCache("prices"));
    var errors = new LoggingCacheErrorHandler();
    return Deletes.of(
        key -> {
          try {
            cache.evict(key);
          } catch (RuntimeException e) {
            errors.handleCacheEvictError(e, cache, key);
          }
        },
        () -> {},
        factory::destroy);
  }

  Left writeDuringAnOutage(Deletes deletes) {
    List<String> keys = keys("[prices]:");
    List<String> others = keys("p:"); // which a careless pattern would take for the cache's
    keys.forEach(this::fill);
    others.forEach(this::fill);
    long inTime;
    try (Fault outage = faults.outage(link)) {
      outage.awaitFelt(SOON, () -> !connection.isOpen());
      keys.forEach(deletes::of);
      inTime = redis.calls("del");
    }
    Awaitility.await("Redis within reach again")
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(RedisException.class)
        .until(() -> connection.sync().ping().equals("PONG"));
    deletes.settle();
    return new Left(inTime, there(keys), there(others));
  }

  private List<String> keys(String prefix) {
    return IntStream.range(0, KEYS).mapToObj(i -> redis.key(prefix + i)).toList();
  }

  private void fill(String key) {
    redis.judge().sync().set(key, "old", LONG);
  }

  private long there(List<String> keys) {
    return keys.stream().filter(key -> redis.judge().sync().exists(key) == 1).count();
  }

  @Override
  public void close() {
    clients.close();
  }
}
