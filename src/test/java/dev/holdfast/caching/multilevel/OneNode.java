package dev.holdfast.caching.multilevel;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.stampede.SingleFlight;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.BiConsumer;

/** One node that reads and writes, and hears nobody: for what its own calls send. */
final class OneNode implements Pair {
  private static final long ROOM = 10_000; // nothing is evicted
  private static final int FIRST = 1; // what the source has

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Clients clients = new Clients();
  private final BiConsumer<InvalidationChannel, String> filled;
  private final InvalidationChannel channel;
  private final MultiLevelCache cache;

  /**
   * @param filled what is done besides when a value of the source is filled in
   */
  OneNode(RedisURI uri, String name, BiConsumer<InvalidationChannel, String> filled) {
    this.filled = filled;
    RedisClient client = clients.node(uri);
    StatefulRedisConnection<String, String> connection = client.connect();
    channel = new InvalidationChannel(name, connection, client, uri);
    var near = new NearCache<Versioned>("node", ROOM, Nodes.KEPT, Ticker.systemTicker(), meters);
    near.resume(); // nobody else writes
    cache =
        new MultiLevelCache(
            near,
            new VersionedStore(connection, Nodes.KEPT),
            new SingleFlight<>("node", meters),
            channel::publish);
  }

  @Override
  public long read(String key) {
    try {
      return cache.get(key, () -> load(key)).version();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while it read " + key, e);
    }
  }

  @Override
  public void write(String key, long version) {
    cache.put(key, new Versioned(version, Long.toString(version)));
  }

  @Override
  public void close() {
    clients.close();
  }

  private Versioned load(String key) {
    filled.accept(channel, key);
    return new Versioned(FIRST, Long.toString(FIRST));
  }
}
