package dev.holdfast.caching.production;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.SpringCaches;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.data.redis.cache.RedisCacheWriter;

/** A cache in Redis as its users see it. */
interface Entries extends AutoCloseable {
  @Nullable String get(String key);

  void put(String key, String value);

  @Override
  default void close() {}

  /** Spring Data Redis' cache, whose puts have ended when they return. */
  static Entries spring(RedisURI uri) {
    var caches =
        new SpringCaches(
            uri,
            connections ->
                RedisCacheWriter.create(connections, writer -> writer.immediateWrites()));
    return new Entries() {
      @Override
      public @Nullable String get(String key) {
        return caches.cache("prices").get(key, String.class);
      }

      @Override
      public void put(String key, String value) {
        caches.cache("prices").put(key, value);
      }

      @Override
      public void close() {
        caches.close();
      }
    };
  }

  /** JetCache's remote cache. */
  @SuppressWarnings("unchecked") // JetCacheCodec is a raw RedisCodec
  static Entries jetCache(RedisURI uri, Clients clients) {
    RedisClient client = clients.node(uri);
    Cache<String, String> cache =
        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
            .redisClient(client)
            .connection(client.connect(new JetCacheCodec()))
            .keyPrefix("prices")
            .expireAfterWrite(1, TimeUnit.MINUTES) // longer than an arm
            .buildCache();
    return new Entries() {
      @Override
      public @Nullable String get(String key) {
        return cache.get(key);
      }

      @Override
      public void put(String key, String value) {
        cache.put(key, value);
      }
    };
  }

  /** Redisson's map with entries that expire. */
  static Entries redisson(RedisURI uri) {
    Config config = new Config();
    config
        .useSingleServer()
        .setAddress("redis://" + uri.getHost() + ":" + uri.getPort())
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(2);
    RedissonClient redisson = Redisson.create(config);
    RMapCache<String, String> map = redisson.getMapCache("prices");
    return new Entries() {
      @Override
      public @Nullable String get(String key) {
        return map.get(key);
      }

      @Override
      public void put(String key, String value) {
        map.fastPut(key, value, 1, TimeUnit.MINUTES); // longer than an arm
      }

      @Override
      public void close() {
        redisson.shutdown();
      }
    };
  }
}
