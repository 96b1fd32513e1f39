package dev.holdfast.caching.multilevel;

import dev.holdfast.caching.multilevel.Nodes.Ways;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Map;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.api.options.LocalCachedMapOptions.ReconnectionStrategy;
import org.redisson.api.options.LocalCachedMapOptions.SyncStrategy;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.Protocol;

/** Two nodes of Redisson's map with a local cache; all of the reader's connections are its link. */
final class RedissonPair implements Pair {
  private static final Duration RECONNECT = Duration.ofMillis(100);
  private static final Duration ANSWERED = Duration.ofSeconds(1); // three by default

  private final RedissonClient readers;
  private final RedissonClient writers;
  private final Map<String, Long> reader;
  private final Map<String, Long> writer;

  RedissonPair(Ways ways, String name, ReconnectionStrategy strategy) {
    readers = client(ways.push(), Protocol.RESP2);
    writers = client(ways.straight(), Protocol.RESP2);
    reader = map(readers, name, strategy);
    writer = map(writers, name, strategy);
  }

  /** A client with few connections, each of them named as a push link. */
  static RedissonClient client(RedisURI uri, Protocol protocol) {
    var config = new Config();
    config.setProtocol(protocol);
    config
        .useSingleServer()
        .setAddress("redis://" + uri.getHost() + ":" + uri.getPort())
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(2)
        .setSubscriptionConnectionMinimumIdleSize(1)
        .setSubscriptionConnectionPoolSize(2)
        .setReconnectionDelay(new ConstantDelay(RECONNECT)) // in seconds by default
        .setTimeout((int) ANSWERED.toMillis()) // also of the first command on a connection
        .setClientName(uri.getClientName());
    return Redisson.create(config);
  }

  @Override
  public long read(String key) {
    Long found = reader.get(key);
    return found == null ? NONE : found;
  }

  @Override
  public void write(String key, long version) {
    writer.put(key, version);
  }

  @Override
  public String readsBy() {
    return "hget";
  }

  @Override
  public void close() {
    readers.shutdown();
    writers.shutdown();
  }

  private static Map<String, Long> map(
      RedissonClient client, String name, ReconnectionStrategy strategy) {
    return client.getLocalCachedMap(
        LocalCachedMapOptions.<String, Long>name(name)
            .syncStrategy(SyncStrategy.INVALIDATE)
            .reconnectionStrategy(strategy));
  }
}
