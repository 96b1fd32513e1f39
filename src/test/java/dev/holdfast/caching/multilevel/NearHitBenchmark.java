package dev.holdfast.caching.multilevel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.holdfast.caching.stampede.SingleFlight;
import dev.holdfast.harness.bench.Baseline;
import dev.holdfast.harness.bench.Comparing;
import dev.holdfast.harness.bench.Servers;
import dev.holdfast.harness.bench.Way;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.RedisClient;
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

/** A key is read again that this process keeps, by caches of one size and one time to live. */
@State(Scope.Benchmark)
@Comparing(
    asks = "What does a hit in this process cost, of a cache that hears what others wrote?",
    limit =
        "one thread, one key, and nobody writes; the hit is counted by a meter, which the bare"
            + " cache does without",
    on = Redis.class,
    rounds = 10, // the bound lies close, and a call is so short that processes differ
    libraries = {"com.github.ben-manes.caffeine:caffeine", "io.micrometer:micrometer-core"})
public class NearHitBenchmark {
  private static final String KEY = "near-hit";
  private static final Versioned VALUE = new Versioned(1, "value");
  private static final long ROOM = 10_000; // nothing is evicted
  private static final Duration KEPT = Duration.ofMinutes(5); // nor expires in here
  private static final Callable<Versioned> SOURCE = () -> VALUE;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Cache<String, Versioned> bare =
      Caffeine.newBuilder().maximumSize(ROOM).expireAfterWrite(KEPT).build();
  private final NearCache<Versioned> near =
      new NearCache<>("bench", ROOM, KEPT, Ticker.systemTicker(), meters);
  private RedisClient client;
  private MultiLevelCache cache;

  @Setup
  public void open() throws InterruptedException {
    client = RedisClient.create(Servers.redis());
    cache =
        new MultiLevelCache(
            near,
            new VersionedStore(client.connect(), KEPT),
            new SingleFlight<>("bench", meters),
            _ -> {});
    near.resume();
    bare.put(KEY, VALUE);
    cache.get(KEY, SOURCE);
  }

  @TearDown
  public void close() {
    client.shutdown();
  }

  @Benchmark
  @Baseline("Caffeine's getIfPresent")
  public @Nullable Versioned caffeine() {
    return bare.getIfPresent(KEY);
  }

  @Benchmark
  @Way(value = "a hit in the near cache alone (NearCache)", atMost = 1.3)
  public @Nullable Versioned near() {
    return near.getIfPresent(KEY);
  }

  @Benchmark
  @Way(value = "a hit in the first of several levels (MultiLevelCache)", atMost = 1.3)
  public Versioned levels() throws InterruptedException {
    return cache.get(KEY, SOURCE);
  }
}
