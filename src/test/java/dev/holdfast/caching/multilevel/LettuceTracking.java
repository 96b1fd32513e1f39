package dev.holdfast.caching.multilevel;

import dev.holdfast.caching.Clients;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.util.function.ObjLongConsumer;

/** A reader with Lettuce's client-side caching: replies and invalidations on one connection. */
final class LettuceTracking implements Pair {
  private final Clients clients = new Clients();
  private final StatefulRedisConnection<String, String> connection;
  private final CacheFrontend<String, String> cache;
  private final ObjLongConsumer<String> writer;

  LettuceTracking(
      RedisURI push, CacheAccessor<String, String> near, ObjLongConsumer<String> writer) {
    connection = clients.connect(push);
    cache = ClientSideCaching.enable(near, connection, TrackingArgs.Builder.enabled());
    this.writer = writer;
  }

  @Override
  public long read(String key) {
    String found = cache.get(key);
    return found == null ? NONE : Long.parseLong(found);
  }

  @Override
  public void write(String key, long version) {
    writer.accept(key, version);
  }

  @Override
  public boolean up() {
    try {
      return connection.sync().ping() != null;
    } catch (RedisException _) {
      return false; // the driver is about to connect again
    }
  }

  @Override
  public void close() {
    cache.close();
    clients.close();
  }
}
