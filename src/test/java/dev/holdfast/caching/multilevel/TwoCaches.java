package dev.holdfast.caching.multilevel;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.stampede.LoadException;
import dev.holdfast.caching.stampede.SingleFlight;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;

/**
 * Two nodes of one cache in two levels. One removes, and hears nobody, itself neither: else its own
 * announcements would do what it leaves undone. The other reads, and is told.
 */
final class TwoCaches implements AutoCloseable {
  private static final long ROOM = 10_000; // nothing is evicted

  /** A late heartbeat is no matter here, and would empty what is to be kept. */
  private static final PushLinkOptions PATIENT =
      new PushLinkOptions(Duration.ofMillis(500), Duration.ofSeconds(5));

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(2);

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Clients clients = new Clients();
  private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
  final Node remover;
  final Node reader;
  private final PushLink link;

  TwoCaches(Redis redis) {
    remover = new Node(redis, "remover");
    remover.near.resume();
    reader = new Node(redis, "reader");
    link = new PushLink(reader.channel, reader.near, PATIENT, beats, System::nanoTime, meters);
    Awaitility.await("the push link")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(reader.near::serving);
  }

  List<Node> nodes() {
    return List.of(remover, reader);
  }

  @Override
  public void close() {
    link.close();
    beats.close();
    clients.close();
  }

  /** One of them, and the parts that a control uses one by one. */
  final class Node {
    final StatefulRedisConnection<String, String> connection;
    final VersionedStore store;
    final InvalidationChannel channel;
    final NearCache<Versioned> near;
    final MultiLevelCache cache;

    private Node(Redis redis, String name) {
      RedisClient client = clients.node(redis.uri());
      connection = client.connect();
      store = new VersionedStore(connection, Nodes.KEPT);
      channel = new InvalidationChannel(redis.key("written"), connection, client, redis.uri());
      near = new NearCache<>(name, ROOM, Nodes.KEPT, Ticker.systemTicker(), meters);
      cache = new MultiLevelCache(near, store, new SingleFlight<>(name, meters), channel::publish);
    }

    /** The version that is read; none where the source has no such value any more. */
    long read(String key, Callable<Versioned> source) {
      try {
        return cache.get(key, source).version();
      } catch (LoadException _) {
        return Pair.NONE;
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while it read " + key, e);
      }
    }
  }
}
