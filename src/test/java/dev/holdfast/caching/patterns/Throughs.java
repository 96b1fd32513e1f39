package dev.holdfast.caching.patterns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.Pause;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.cache2k.Cache2kBuilder;
import org.cache2k.io.CacheWriter;
import org.ehcache.CacheManager;
import org.redisson.api.RMap;
import org.redisson.api.map.WriteMode;
import org.redisson.api.options.MapOptions;

/** The candidates of write-through, in front of one table. */
final class Throughs implements AutoCloseable {
  static final int KEYS = 20;

  private static final Duration LONG = Duration.ofMinutes(1); // no value ends in here

  private final Redis redis;
  private final Table table;
  private final Deque<Runnable> opened = new ArrayDeque<>();

  Throughs(Redis redis, Table table) {
    this.redis = redis;
    this.table = table;
  }

  Through writeThrough() {
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

  Through cacheFirst() {
    return new NaiveCacheFirst(connection().sync(), table);
  }

  Through untouchedByAFailure() {
    return new NaiveStoreThenCache(connection().sync(), table);
  }

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

  /** Shows what it has by a read, which asks the table when it has nothing. */
  Through ehcache() {
    CacheManager manager = EhcacheBehind.through(table, "prices", KEYS);
    opened.push(manager::close);
    var cache = manager.getCache("prices", String.class, String.class);
    return Through.of(cache::put, cache::get);
  }

  Through cache2k() {
    CacheWriter<String, String> writer =
        new CacheWriter<>() {
          @Override
          public void write(String key, String value) {
            table.put(key, value);
          }

          @Override
          public void delete(String key) {
            table.delete(List.of(key));
          }
        };
    var cache = Cache2kBuilder.of(String.class, String.class).writer(writer).build();
    opened.push(cache::close);
    return Through.of(cache::put, cache::peek);
  }

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

  private StatefulRedisConnection<String, String> connection() {
    Clients clients = new Clients();
    opened.push(clients::close);
    return clients.connect(redis.uri());
  }

  @Override
  public void close() {
    opened.forEach(Runnable::run); // the last one first
  }
}
