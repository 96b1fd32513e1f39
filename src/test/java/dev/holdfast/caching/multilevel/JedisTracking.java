package dev.holdfast.caching.multilevel;

import io.lettuce.core.RedisURI;
import java.util.function.ObjLongConsumer;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.csc.CacheConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A reader with Jedis' client-side caching, over one connection. */
final class JedisTracking implements Pair {
  private final RedisClient client;
  private final ObjLongConsumer<String> writer;

  JedisTracking(RedisURI push, boolean testOnBorrow, ObjLongConsumer<String> writer) {
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(1);
    pool.setTestOnBorrow(testOnBorrow);
    client =
        RedisClient.builder()
            .hostAndPort(push.getHost(), push.getPort())
            .clientConfig(
                DefaultJedisClientConfig.builder().resp3().clientName(push.getClientName()).build())
            .cacheConfig(CacheConfig.builder().build())
            .poolConfig(pool)
            .build();
    this.writer = writer;
  }

  /** A connection that turns out to be dead costs the call; the next one has another. */
  @Override
  public long read(String key) {
    try {
      String found = client.get(key);
      return found == null ? NONE : Long.parseLong(found);
    } catch (JedisConnectionException _) {
      return NONE;
    }
  }

  @Override
  public void write(String key, long version) {
    writer.accept(key, version);
  }

  /** It connects when it is used. */
  @Override
  public boolean up() {
    try {
      return client.ping() != null;
    } catch (JedisConnectionException _) {
      return false; // the next one has another connection
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
