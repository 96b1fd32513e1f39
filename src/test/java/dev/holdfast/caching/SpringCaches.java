package dev.holdfast.caching;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.RedisURI;
import java.util.function.Function;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A node with Spring Data Redis' caches, made without a container of beans. */
public final class SpringCaches implements AutoCloseable {
  private final LettuceConnectionFactory connections;
  private final RedisCacheManager manager;

  /**
   * @param writer as the arm configures it
   */
  public SpringCaches(RedisURI uri, Function<RedisConnectionFactory, RedisCacheWriter> writer) {
    connections =
        new LettuceConnectionFactory(
            new RedisStandaloneConfiguration(uri.getHost(), uri.getPort()));
    connections.afterPropertiesSet();
    connections.start();
    manager = RedisCacheManager.builder(writer.apply(connections)).build();
    manager.afterPropertiesSet();
  }

  /** The cache of that name, with the settings that caches have by default. */
  public Cache cache(String name) {
    return requireNonNull(manager.getCache(name), name);
  }

  @Override
  public void close() {
    connections.destroy();
  }
}
