package dev.holdfast.caching.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;

/** Asks Redis for a sign of life, and throws what its driver throws. */
interface Caller extends AutoCloseable {
  void call();

  @Override
  void close();

  /** With Lettuce, over one connection. */
  static Caller lettuce(RedisURI uri, ClientOptions options) {
    Duration closedWithin = Duration.ofSeconds(2);
    RedisClient client = RedisClient.create(uri);
    client.setOptions(options);
    StatefulRedisConnection<String, String> connection = client.connect();
    return new Caller() {
      @Override
      public void call() {
        connection.sync().ping();
      }

      @Override
      public void close() {
        client.shutdown(Duration.ZERO, closedWithin);
      }
    };
  }

  /** With Jedis, over its pool. */
  static Caller jedis(RedisURI uri, Duration answer, Duration connect) {
    var client =
        redis.clients.jedis.RedisClient.builder()
            .hostAndPort(uri.getHost(), uri.getPort())
            .clientConfig(
                DefaultJedisClientConfig.builder()
                    .connectionTimeoutMillis((int) connect.toMillis())
                    .socketTimeoutMillis((int) answer.toMillis())
                    .clientName(uri.getClientName())
                    .build())
            .poolConfig(new ConnectionPoolConfig())
            .build();
    return new Caller() {
      @Override
      public void call() {
        client.ping();
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }
}
