package dev.holdfast.caching.multilevel;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.stampede.SingleFlight;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A reader with a near cache whose invalidations come by a link of their own, and a writer. What a
 * control leaves out is in its wiring, or in the way in which the reader reads.
 */
final class Nodes implements Pair {
  static final PushLinkOptions OPTIONS =
      new PushLinkOptions(
          Duration.ofMillis(150), // short enough to wait for two of them
          Duration.ofMillis(150)); // far longer than an answer takes in calm

  static final Duration KEPT = Duration.ofMinutes(5); // nothing expires in here
  private static final long ROOM = 10_000; // nor is evicted
  private static final Duration UP_WITHIN = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(2);

  /** By which way each connection goes. The reader's push link has a name on the server. */
  record Ways(RedisURI straight, RedisURI data, RedisURI push) {
    static final String PUSH = "push";

    Ways {
      push.setClientName(PUSH);
    }
  }

  /** How a reader comes to a value. */
  interface Reading {
    @Nullable Versioned read(NearCache<Versioned> near, VersionedStore store, String key);
  }

  /** Near, then far, as it is meant. */
  static final Reading THROUGH = (near, store, key) -> near.get(key, store::get);

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Clients clients = new Clients();
  private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
  private final NearCache<Versioned> near = near("reader");
  private final VersionedStore store;
  private final Reading reading;
  private final MultiLevelCache writer;
  private final Heard heard;
  private final PushLink link;

  Nodes(Ways ways, Wiring wiring) {
    this(ways, wiring, THROUGH);
  }

  Nodes(Ways ways, Wiring wiring, Reading reading) {
    this(ways, wiring, reading, OPTIONS);
  }

  Nodes(Ways ways, Wiring wiring, Reading reading, PushLinkOptions options) {
    this.reading = reading;
    StatefulRedisConnection<String, String> straight = clients.connect(ways.straight());
    Wiring.Wired wired = wiring.wire(straight, clients.node(ways.push()), ways.push());
    store = new VersionedStore(clients.connect(ways.data()), KEPT);
    writer =
        new MultiLevelCache(
            near("writer"),
            new VersionedStore(straight, KEPT),
            new SingleFlight<>("writer", meters),
            wired.announce());
    heard = new Heard(wired.feed());
    link = new PushLink(heard, near, options, beats, System::nanoTime, meters);
    Awaitility.await("the push link")
        .atMost(UP_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(near::serving);
  }

  @Override
  public long read(String key) {
    Versioned found = reading.read(near, store, key);
    return found == null ? NONE : found.version();
  }

  @Override
  public void write(String key, long version) {
    writer.put(key, new Versioned(version, Long.toString(version)));
  }

  @Override
  public boolean up() {
    return near.serving();
  }

  @Override
  public int heard() {
    return heard.keys();
  }

  @Override
  public void close() {
    link.close();
    beats.close();
    clients.close();
  }

  private NearCache<Versioned> near(String name) {
    return new NearCache<>(name, ROOM, KEPT, Ticker.systemTicker(), meters);
  }
}
