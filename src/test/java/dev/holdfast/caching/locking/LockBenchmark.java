package dev.holdfast.caching.locking;

import dev.holdfast.harness.bench.Baseline;
import dev.holdfast.harness.bench.Comparing;
import dev.holdfast.harness.bench.Servers;
import dev.holdfast.harness.bench.Way;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** A lock that nobody else wants is taken for a lease, and released. */
@State(Scope.Benchmark)
@Comparing(
    asks = "What does a lock cost whose holders are numbered?",
    limit =
        "one thread, no contention, no renewal, one primary without replicas; Redisson's lock is"
            + " reentrant and wakes those who wait, which a fenced one does not",
    on = Redis.class,
    rounds = 10, // processes differ
    libraries = {"org.redisson:redisson", "io.lettuce:lettuce-core"})
public class LockBenchmark {
  private static final Duration LEASE = Duration.ofSeconds(10); // nobody holds it as long

  private final AtomicLong epochs = new AtomicLong();
  private RedissonClient redisson;
  private RLock theirs;
  private RedisClient client;
  private FencedLock fenced;

  @Setup
  public void open() {
    RedisURI uri = Servers.redis();
    var config = new Config();
    config
        .useSingleServer()
        .setAddress("redis://" + uri.getHost() + ":" + uri.getPort())
        .setConnectionMinimumIdleSize(1) // one caller
        .setConnectionPoolSize(2);
    redisson = Redisson.create(config);
    theirs = redisson.getLock("theirs");
    client = RedisClient.create(uri);
    fenced = new FencedLock(client.connect(), epochs::incrementAndGet, "fenced", LEASE);
  }

  @TearDown
  public void close() {
    redisson.shutdown();
    client.shutdown();
  }

  @Benchmark
  @Baseline("Redisson's RLock")
  public boolean redisson() throws InterruptedException {
    boolean held = theirs.tryLock(0, LEASE.toMillis(), TimeUnit.MILLISECONDS);
    theirs.unlock();
    return held;
  }

  @Benchmark
  @Way(value = "a lock that gives each holder a greater number (FencedLock)", atMost = 1.0)
  public boolean fenced() {
    return fenced.tryLock().map(FencedLock.Held::unlock).orElse(false);
  }
}
