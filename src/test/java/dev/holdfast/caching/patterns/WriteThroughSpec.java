package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.Outline;
import dev.holdfast.Pause;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.cache2k.Cache2kBuilder;
import org.cache2k.io.CacheWriter;
import org.ehcache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RMap;
import org.redisson.api.map.WriteMode;
import org.redisson.api.options.MapOptions;

/** What does a cache show of a write that its store refused? */
@Specification(Outline.CACHING_PATTERNS)
class WriteThroughSpec {

  @Claim(
      says = "The cache never shows a value that the store refused",
      limit =
          "writers of one key one after the other; a refused write costs the next reader a miss",
      source = "Ehcache documentation, Cache Usage Patterns: Cache-through, write-through")
  class ARefusedWriteIsNotShown
      implements Experiment<Through, ARefusedWriteIsNotShown.Shown>, AutoCloseable {
    static final int KEYS = 20;
    static final Duration LONG = Duration.ofMinutes(1); // no value ends in here
    static final String OLD = "old";
    static final String NEW = "new";

    private final Redis redis;
    private final Faults faults;
    private final Table table = new Table();
    private final Deque<Runnable> opened = new ArrayDeque<>();

    ARefusedWriteIsNotShown(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
    }

    /**
     * @param refused writes of which the caller was told
     * @param failures of the store, by its own count
     * @param untrue keys of which the cache shows what the store does not hold
     * @param stored new values in the store
     */
    record Shown(int refused, int failures, long untrue, long stored) {}

    @Subject({WriteThrough.class, Invalidations.class})
    Through the_store_first() {
      StatefulRedisConnection<String, String> connection = connection();
      var invalidations =
          new Invalidations(
              connection,
              redis.key(""),
              KEYS,
              LONG,
              Pause.interruptible(),
              new SimpleMeterRegistry());
      opened.push(invalidations::close);
      var cache = new WriteThrough(connection, LONG, invalidations);
      return Through.of((key, value) -> cache.put(key, value, table::put), connection.sync()::get);
    }

    @Control(differs = "the cache is written first")
    Through the_cache_first() {
      return new NaiveCacheFirst(connection().sync(), table);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "RMap with MapWriter and WriteMode.WRITE_THROUGH, retries as by default")
    Through redisson() {
      var client = RedissonBehind.client(redis.uri());
      opened.push(client::shutdown);
      RMap<String, String> map =
          client.getMap(
              MapOptions.<String, String>name(redis.key("redisson"))
                  .writer(RedissonBehind.writer(table))
                  .writeMode(WriteMode.WRITE_THROUGH));
      return Through.of(map::fastPut, map::get);
    }

    @Peer(
        artifact = "org.ehcache:ehcache",
        configured = "a CacheLoaderWriter without write-behind, as its page Writers says")
    Through ehcache() {
      CacheManager manager = EhcacheBehind.through(table, "prices", KEYS);
      opened.push(manager::close);
      var cache = manager.getCache("prices", String.class, String.class);
      return Through.of(cache::put, cache::get);
    }

    @Peer(
        artifact = "org.cache2k:cache2k-core",
        configured = "writer(CacheWriter), as its chapter Loading and Read Through says")
    Through cache2k() {
      var cache = Cache2kBuilder.of(String.class, String.class).writer(writer()).build();
      opened.push(cache::close);
      return Through.of(cache::put, cache::peek);
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "the store is written in asMap().compute, as its wiki's page Compute says")
    Through caffeine() {
      Cache<String, String> cache = Caffeine.newBuilder().maximumSize(KEYS).build();
      return Through.of(
          (key, value) ->
              cache
                  .asMap()
                  .compute(
                      key,
                      (_, _) -> {
                        table.put(key, value);
                        return value;
                      }),
          cache::getIfPresent);
    }

    @Override
    public Shown run(Through cache) throws Exception {
      List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> redis.key("key-" + i)).toList();
      for (String key : keys) {
        cache.write(key, OLD);
      }
      int failing = faults.instead("the store refuses", 0, Integer.MAX_VALUE);
      table.failNext(failing);
      int refused = 0;
      for (String key : keys) {
        try {
          cache.write(key, NEW);
        } catch (Exception _) {
          refused++;
        }
      }
      return new Shown(
          refused,
          table.failures(),
          keys.stream().filter(key -> untrue(cache.shown(key), key)).count(),
          table.rows().values().stream().filter(NEW::equals).count());
    }

    private boolean untrue(@Nullable String shown, String key) {
      return shown != null && !shown.equals(table.rows().get(key));
    }

    @Override
    public void holds(Shown seen) {
      assertThat(seen.untrue()).isZero();
      assertThat(seen.refused() + seen.stored()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Shown seen) {
      assertThat(seen.untrue()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Shown seen) {
      assertThat(seen.failures()).isGreaterThanOrEqualTo(KEYS);
    }

    @Override
    public String figure(Shown seen) {
      return "%d of %d keys show what the store does not hold".formatted(seen.untrue(), KEYS);
    }

    @Override
    public void close() {
      opened.forEach(Runnable::run); // the last one first
    }

    private StatefulRedisConnection<String, String> connection() {
      Clients clients = new Clients();
      opened.push(clients::close);
      return clients.connect(redis.uri());
    }

    private CacheWriter<String, String> writer() {
      return new CacheWriter<>() {
        @Override
        public void write(String key, String value) {
          table.put(key, value);
        }

        @Override
        public void delete(String key) {
          table.delete(List.of(key));
        }
      };
    }
  }
}
