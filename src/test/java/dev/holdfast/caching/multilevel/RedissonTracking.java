package dev.holdfast.caching.multilevel;

import io.lettuce.core.RedisURI;
import java.util.function.ObjLongConsumer;
import org.redisson.api.RClientSideCaching;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.ClientSideCachingOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Protocol;

/** A reader with Redisson's client-side caching. */
final class RedissonTracking implements Pair {
  private final RedissonClient client;
  private final RClientSideCaching cache;
  private final ObjLongConsumer<String> writer;

  RedissonTracking(RedisURI push, ObjLongConsumer<String> writer) {
    client = RedissonPair.client(push, Protocol.RESP3);
    cache = client.getClientSideCaching(ClientSideCachingOptions.defaults());
    this.writer = writer;
  }

  @Override
  public long read(String key) {
    String found = cache.<String>getBucket(key, StringCodec.INSTANCE).get();
    return found == null ? NONE : Long.parseLong(found);
  }

  @Override
  public void write(String key, long version) {
    writer.accept(key, version);
  }

  @Override
  public void close() {
    cache.destroy();
    client.shutdown();
  }
}
