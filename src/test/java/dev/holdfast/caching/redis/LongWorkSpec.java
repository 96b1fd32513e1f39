package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.Script;
import dev.holdfast.caching.SpringCaches;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.data.redis.cache.BatchStrategies;
import org.springframework.data.redis.cache.BatchStrategy;
import org.springframework.data.redis.cache.RedisCacheWriter;

/** Who waits while Redis does something that takes long? */
@Specification(Outline.CACHING_REDIS)
class LongWorkSpec {

  @Claim(
      says = "However many keys a removal has to remove, calls of others are answered in between",
      limit = "each step still keeps them waiting; keys written meanwhile may stay",
      source = "Redis' documentation, KEYS, SCAN, and \"Diagnosing latency issues\"")
  class ALongRemovalLetsOthersThrough
      implements Experiment<ALongRemovalLetsOthersThrough.Removal, Steps>, AutoCloseable {
    static final String PREFIX = "prices::"; // as Spring begins the keys of its cache "prices"
    static final int FEW = 50;
    static final int MANY = 100_000; // some 100 ms of work for the server
    static final int STEP = 500;

    /** Far more than a step: who looks on a busy host misses many. */
    static final int MOST_AT_ONCE = MANY / 2;

    static final Script<Long> FILL =
        Script.ofNumber(
            """
            for i = 1, ARGV[1] do redis.call('set', KEYS[1] .. i, i) end
            return 1
            """);

    private final Redis redis;
    private final Faults faults;
    private final Clients clients = new Clients();

    ALongRemovalLetsOthersThrough(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
    }

    /** How all keys of the prefix are removed. */
    interface Removal extends AutoCloseable {
      void run();

      @Override
      default void close() {}
    }

    @Subject(PrefixRemoval.class)
    Removal a_bounded_number_at_a_time() {
      var removal = new PrefixRemoval(clients.connect(redis.uri()), STEP);
      return () -> removal.remove(PREFIX);
    }

    @Control(differs = "all in one script")
    Removal all_in_one_script() {
      var removal = new NaivePrefixScript(clients.connect(redis.uri()));
      return () -> removal.remove(PREFIX);
    }

    @Peer(
        artifact = "org.springframework.data:spring-data-redis",
        configured = "RedisCache.clear with defaults: BatchStrategies.keys()")
    Removal spring_data_redis() {
      return spring(BatchStrategies.keys());
    }

    @Peer(
        artifact = "org.springframework.data:spring-data-redis",
        configured = "BatchStrategies.scan, as its reference recommends for large caches")
    Removal spring_data_redis_scan() {
      return spring(BatchStrategies.scan(STEP));
    }

    @Peer(artifact = "org.redisson:redisson", configured = "getKeys().unlinkByPattern")
    Removal redisson() {
      Config config = new Config();
      config
          .useSingleServer()
          .setAddress("redis://" + redis.uri().getHost() + ":" + redis.uri().getPort())
          .setConnectionMinimumIdleSize(1)
          .setConnectionPoolSize(2);
      RedissonClient redisson = Redisson.create(config);
      return new Removal() {
        @Override
        public void run() {
          redisson.getKeys().unlinkByPattern(PREFIX + "*");
        }

        @Override
        public void close() {
          redisson.shutdown();
        }
      };
    }

    private static Removal springRemoval(SpringCaches caches) {
      return new Removal() {
        @Override
        public void run() {
          caches.cache("prices").clear();
        }

        @Override
        public void close() {
          caches.close();
        }
      };
    }

    private Removal spring(BatchStrategy batches) {
      return springRemoval(
          new SpringCaches(
              redis.uri(),
              connections ->
                  RedisCacheWriter.create(
                      connections, writer -> writer.batchStrategy(batches).immediateWrites())));
    }

    @Override
    public Steps run(Removal removal) throws Exception {
      int keys = faults.instead("there are very many keys", FEW, MANY);
      FILL.run(redis.judge().sync(), PREFIX, Integer.toString(keys));
      var done = new AtomicBoolean();
      var looking = new CountDownLatch(1);
      try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
        RedisCommands<String, String> other = clients.connect(redis.uri()).sync();
        Future<Steps> looked =
            others.submit(
                () -> {
                  long before = other.dbsize();
                  long left = before;
                  long most = 0;
                  int meanwhile = 0;
                  while (!done.get()) {
                    long now = other.dbsize();
                    most = Math.max(most, left - now);
                    meanwhile += now < before && now > 0 ? 1 : 0;
                    left = now;
                    looking.countDown();
                  }
                  most = Math.max(most, left - other.dbsize());
                  return new Steps(before, meanwhile, most, other.dbsize());
                });
        looking.await();
        try {
          removal.run();
        } finally {
          done.set(true);
        }
        return looked.get();
      }
    }

    @Override
    public void holds(Steps seen) {
      assertThat(seen.left()).isZero();
      assertThat(seen.atOnce()).isLessThanOrEqualTo(MOST_AT_ONCE);
    }

    @Override
    public void breaks(Steps seen) {
      assertThat(seen.meanwhile()).isZero();
      assertThat(seen.atOnce()).isEqualTo(MANY);
    }

    @Override
    public void felt(Steps seen) {
      assertThat(seen.keys()).isEqualTo(MANY);
    }

    @Override
    public String figure(Steps seen) {
      return "%d calls of another answered meanwhile".formatted(seen.meanwhile());
    }

    @Override
    public void close() {
      clients.close();
    }
  }

  /**
   * @param keys there were
   * @param meanwhile calls of another that were answered when some keys were gone, and some not
   * @param atOnce the most keys that went between two of his calls
   * @param left keys in the end
   */
  record Steps(long keys, int meanwhile, long atOnce, long left) {}
}
