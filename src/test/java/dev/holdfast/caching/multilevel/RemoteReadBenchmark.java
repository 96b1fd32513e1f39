package dev.holdfast.caching.multilevel;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.holdfast.caching.stampede.LeaseCache;
import dev.holdfast.caching.stampede.LeaseOptions;
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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A value of a hundred characters is read that Redis keeps, or that nobody keeps yet. */
@State(Scope.Benchmark)
@Comparing(
    asks = "What does a read cost that goes to Redis, and one that finds nothing there either?",
    limit =
        "one thread, on one machine, where a round trip takes the least time there is; the source"
            + " answers at once, so that a miss shows what the cache adds to its load",
    on = Redis.class,
    warmUpMillis = 4_000, // after less, what a hit goes through is not compiled yet
    rounds = 6, // the bounds lie close
    libraries = {"io.lettuce:lettuce-core", "com.github.ben-manes.caffeine:caffeine"})
public class RemoteReadBenchmark {
  private static final String HIT = "hit";
  private static final String BARE = "bare";
  private static final String LEASED = "leased-";
  private static final String VALUE = "v".repeat(100);
  private static final Versioned VERSIONED = new Versioned(1, VALUE);
  private static final Callable<Versioned> SOURCE = () -> VERSIONED;
  private static final long ROOM = 10_000; // values in this process
  private static final Duration KEPT = Duration.ofMinutes(5); // nothing expires in here
  private static final LeaseOptions LEASES =
      new LeaseOptions(Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(5), KEPT);

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final NearCache<Versioned> near =
      new NearCache<>("bench", ROOM, KEPT, Ticker.systemTicker(), meters);
  private RedisClient client;
  private RedisCommands<String, String> redis;
  private MultiLevelCache levels;
  private LeaseCache leases;
  private long next;

  @Setup
  public void open() throws InterruptedException {
    client = RedisClient.create(Servers.redis());
    StatefulRedisConnection<String, String> connection = client.connect();
    redis = connection.sync();
    redis.flushall(); // what another process missed would be a hit for this one
    levels =
        new MultiLevelCache(
            near,
            new VersionedStore(connection, KEPT),
            new SingleFlight<>("bench", meters),
            _ -> {});
    leases = new LeaseCache("bench", connection, LEASES, meters);
    near.resume();
    redis.set(BARE, VALUE);
    levels.get(HIT, SOURCE);
    leases.get(LEASED, () -> VALUE);
  }

  @TearDown
  public void close() {
    leases.close();
    client.shutdown();
  }

  @Benchmark
  @Baseline("the driver's GET")
  public @Nullable String get() {
    return redis.get(BARE);
  }

  @Benchmark
  @Way(value = "a hit in Redis behind a near cache (MultiLevelCache)", atMost = 1.15)
  public String levelsHit() throws InterruptedException {
    near.invalidate(HIT);
    return levels.get(HIT, SOURCE).value();
  }

  @Benchmark
  @Way(value = "a hit in a cache that loads once for all nodes (LeaseCache)", atMost = 1.15)
  public String leaseHit() throws InterruptedException {
    return leases.get(LEASED, () -> VALUE);
  }

  @Benchmark
  @Way("a miss that anybody loads, by GET and SET")
  public String bareMiss() {
    String key = BARE + next++;
    String found = redis.get(key);
    if (found == null) {
      found = VALUE;
      redis.set(key, found, SetArgs.Builder.px(KEPT));
    }
    return found;
  }

  @Benchmark
  @Way("a miss that one thread of this process loads (MultiLevelCache)")
  public String levelsMiss() throws InterruptedException {
    return levels.get(HIT + next++, SOURCE).value();
  }

  @Benchmark
  @Way("a miss that one node loads (LeaseCache)")
  public String leaseMiss() throws InterruptedException {
    return leases.get(LEASED + next++, () -> VALUE);
  }
}
