package dev.holdfast.caching.multilevel;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.BroadcastManager;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.NotifyMonitorInstaller;
import com.alicp.jetcache.template.QuickConfig;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.multilevel.Nodes.Ways;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Map;

/** Two nodes of JetCache's two-level cache, which tell each other by its broadcast. */
final class JetCachePair implements Pair {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int ROOM = 10_000; // nothing is evicted

  private final Clients clients = new Clients();
  private final SimpleCacheManager readers = new SimpleCacheManager();
  private final SimpleCacheManager writers = new SimpleCacheManager();
  private final Cache<String, Long> reader;
  private final Cache<String, Long> writer;

  JetCachePair(Ways ways, String name) {
    reader = node(readers, ways.data(), ways.push(), name);
    writer = node(writers, ways.straight(), ways.straight(), name);
  }

  /** What is in neither level is loaded, as the first version. */
  @Override
  public long read(String key) {
    return reader.computeIfAbsent(key, _ -> 1L);
  }

  @Override
  public void write(String key, long version) {
    writer.put(key, version);
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
    clients.close();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // JetCacheCodec is a raw RedisCodec
  private Cache<String, Long> node(
      SimpleCacheManager manager, RedisURI data, RedisURI push, String name) {
    RedisClient client = clients.node(data);
    var remote =
        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
            .redisClient(client)
            .connection(client.connect(new JetCacheCodec()))
            .pubSubConnection(clients.node(push).connectPubSub(new JetCacheCodec()))
            .keyPrefix(name)
            .broadcastChannel(name + ":written");
    BroadcastManager broadcast = remote.createBroadcastManager(manager);
    manager.putBroadcastManager(broadcast);
    broadcast.startSubscribe();
    Map<String, CacheBuilder> local =
        Map.of("default", CaffeineCacheBuilder.createCaffeineCacheBuilder());
    var template = new CacheBuilderTemplate(false, local, Map.of("default", remote));
    template.getCacheMonitorInstallers().add(new NotifyMonitorInstaller(_ -> remote));
    manager.setCacheBuilderTemplate(template);
    return manager.getOrCreateCache(
        QuickConfig.newBuilder("prices")
            .cacheType(CacheType.BOTH)
            .syncLocal(true)
            .expire(KEPT)
            .localLimit(ROOM)
            .build());
  }
}
