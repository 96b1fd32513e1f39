package dev.holdfast.caching.patterns;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.redisson.Redisson;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.MapWriter;
import org.redisson.api.map.WriteMode;
import org.redisson.api.options.MapOptions;
import org.redisson.config.Config;

/** Redisson's map with a writer behind it. */
final class RedissonBehind implements Behind {
  private static final Duration DELAY = Behinds.DELAY;

  private final RedissonClient client;
  private final RMap<String, String> map;

  /**
   * @param retries whether it is told to try again, which it does not by default
   */
  RedissonBehind(RedisURI uri, String name, Table table, boolean retries) {
    client = client(uri);
    MapOptions<String, String> options =
        MapOptions.<String, String>name(name)
            .writer(writer(table))
            .writeMode(WriteMode.WRITE_BEHIND)
            .writeBehindBatchSize(Behinds.BATCH)
            .writeBehindDelay((int) DELAY.toMillis());
    if (retries) {
      options.writeRetryAttempts(Behinds.ATTEMPTS).writeRetryInterval(DELAY);
    }
    map = client.getMap(options);
  }

  /** A client with few connections. */
  static RedissonClient client(RedisURI uri) {
    var config = new Config();
    config
        .useSingleServer()
        .setAddress("redis://" + uri.getHost() + ":" + uri.getPort())
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(2)
        .setSubscriptionConnectionMinimumIdleSize(1)
        .setSubscriptionConnectionPoolSize(2);
    return Redisson.create(config);
  }

  static MapWriter<String, String> writer(Table table) {
    return new MapWriter<>() {
      @Override
      public void write(Map<String, String> values) {
        table.putAll(values);
      }

      @Override
      public void delete(Collection<String> keys) {
        table.delete(keys);
      }
    };
  }

  @Override
  public boolean put(String key, String value) {
    map.fastPut(key, value);
    return true;
  }

  @Override
  public void remove(String key) {
    map.fastRemove(key);
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
