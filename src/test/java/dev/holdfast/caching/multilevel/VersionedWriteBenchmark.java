package dev.holdfast.caching.multilevel;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.holdfast.caching.stampede.SingleFlight;
import dev.holdfast.harness.bench.Baseline;
import dev.holdfast.harness.bench.Comparing;
import dev.holdfast.harness.bench.Servers;
import dev.holdfast.harness.bench.Way;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A value of a hundred characters is written again and again, each time with a newer version. */
@State(Scope.Benchmark)
@Comparing(
    asks = "What does a write cost that no older one can undo, and one that others are told of?",
    limit =
        "one thread, one key, on one machine, where a round trip takes the least time there is and"
            + " the script weighs most; nobody subscribes to what is told",
    on = Redis.class,
    rounds = 10, // the bound lies close
    libraries = "io.lettuce:lettuce-core")
public class VersionedWriteBenchmark {
  private static final String KEY = "versioned";
  private static final String BARE = "bare";
  private static final String CHANNEL = "written";
  private static final String VALUE = "v".repeat(100);
  private static final long ROOM = 10_000; // nothing is evicted
  private static final Duration KEPT = Duration.ofMinutes(5); // nor expires in here
  private static final SetArgs EXPIRING = SetArgs.Builder.px(KEPT);

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private RedisClient client;
  private RedisCommands<String, String> redis;
  private VersionedStore store;
  private MultiLevelCache cache;
  private long version;

  @Setup
  public void open() {
    client = RedisClient.create(Servers.redis());
    StatefulRedisConnection<String, String> connection = client.connect();
    redis = connection.sync();
    redis.del(KEY); // another process has left a version that this one would not reach
    store = new VersionedStore(connection, KEPT);
    cache =
        new MultiLevelCache(
            new NearCache<>("bench", ROOM, KEPT, Ticker.systemTicker(), meters),
            store,
            new SingleFlight<>("bench", meters),
            new InvalidationChannel(CHANNEL, connection, client, Servers.redis())::publish);
  }

  @TearDown
  public void close() {
    client.shutdown();
  }

  @Benchmark
  @Baseline("a plain SET that expires")
  public boolean set() {
    return "OK".equals(redis.set(BARE, VALUE, EXPIRING));
  }

  @Benchmark
  @Way(value = "a write that refuses to replace a newer version (VersionedStore)", atMost = 1.25)
  public boolean versioned() {
    return store.put(KEY, new Versioned(version++, VALUE));
  }

  @Benchmark
  @Way("the same, told to the other processes (MultiLevelCache, InvalidationChannel)")
  public boolean announced() {
    return cache.put(KEY, new Versioned(version++, VALUE));
  }
}
