package dev.holdfast.caching.stampede;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.SpringCaches;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.data.redis.cache.RedisCacheWriter;

/** A node hangs in the load of one key: who waits for the others? */
@Specification(Outline.CACHING_STAMPEDE)
class OtherKeysSpec {

  @Claim(
      says = "A node that hangs in the load of one key keeps nobody waiting for another",
      limit = "each key has a lease of its own, and who waits for the same one waits for its end",
      source = "Spring Data Redis' reference, Redis Cache, on the lock of a whole cache")
  class AHungLoadBlocksNoOtherKey
      implements Experiment<List<PriceCache>, AHungLoadBlocksNoOtherKey.Reads>, AutoCloseable {
    static final int OTHERS = 6; // each node is asked for half of them

    /** A hundred times as long as a load and its caching take in calm. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    static final Duration LOOK_EVERY = Duration.ofMillis(5);
    static final LeaseOptions OPTIONS =
        new LeaseOptions(
            Duration.ofSeconds(5), // no lease ends while others are patient
            Duration.ofMillis(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1)); // nor a value

    private final Redis redis;
    private final Faults faults;
    private final Origin origin;
    private final Clients clients = new Clients();
    private final List<SpringCaches> springs = new ArrayList<>();

    AHungLoadBlocksNoOtherKey(Redis redis, Faults faults, History history) {
      this.redis = redis;
      this.faults = faults;
      this.origin = new Origin(history);
    }

    /**
     * @param hung loads that had not ended when the others' patience had
     * @param inTime other keys that were read by then
     * @param inTheEnd all that were read, once the hung load had ended
     */
    record Reads(int hung, int inTime, int inTheEnd) {}

    @Subject({LeaseCache.class, RedisLeaseStore.class})
    List<PriceCache> a_lease_for_each_key() {
      return nodes(connection -> new RedisLeaseStore(connection, OPTIONS));
    }

    @Control(differs = "one lease for the whole cache")
    List<PriceCache> a_lease_for_the_cache() {
      return nodes(connection -> new NaiveOneLease(connection, OPTIONS, redis.key("lease")));
    }

    @Peer(
        artifact = "org.springframework.data:spring-data-redis",
        configured = "lockingRedisCacheWriter, and Cache.get(key, loader)")
    List<PriceCache> spring_data_redis() {
      return Stream.generate(this::spring).limit(2).toList();
    }

    @Override
    public Reads run(List<PriceCache> nodes) throws Exception {
      String stuck = redis.key("stuck");
      List<String> others = IntStream.range(0, OTHERS).mapToObj(n -> redis.key("o" + n)).toList();
      try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<String> hanging;
        List<Future<String>> reads;
        int hung;
        int inTime;
        try (Fault _ = hold(stuck)) {
          hanging = calls.submit(() -> nodes.getFirst().get(stuck));
          origin.awaitLoads(stuck, 1);
          if (!faults.real()) {
            hanging.get();
          }
          reads =
              IntStream.range(0, OTHERS)
                  .mapToObj(n -> calls.submit(() -> nodes.get(n % 2).get(others.get(n))))
                  .toList();
          inTime = awaitDone(reads);
          hung = hanging.isDone() ? 0 : 1;
        }
        List<String> answers = new ArrayList<>(List.of(hanging.get()));
        for (Future<String> read : reads) {
          answers.add(read.get());
        }
        return new Reads(
            hung, inTime, (int) answers.stream().filter(a -> Origin.loadOf(a) > 0).count());
      }
    }

    private Fault hold(String key) {
      return faults.begin(
          "the load of one key hangs",
          "origin",
          () -> {
            origin.hold(key);
            return () -> origin.release(key);
          });
    }

    private static int awaitDone(List<Future<String>> reads) {
      try {
        Awaitility.await("the other keys")
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(LOOK_EVERY)
            .until(() -> reads.stream().allMatch(Future::isDone));
      } catch (ConditionTimeoutException _) {
        // as many as there are then
      }
      return (int) reads.stream().filter(Future::isDone).count();
    }

    private List<PriceCache> nodes(
        Function<StatefulRedisConnection<String, String>, LeaseStore> store) {
      var meters = new SimpleMeterRegistry();
      return Stream.generate(() -> store.apply(clients.connect(redis.uri())))
          .map(slots -> new LeaseCache("prices", slots, OPTIONS, meters, System::nanoTime))
          .<PriceCache>map(cache -> key -> cache.get(key, () -> origin.load(key)))
          .limit(2)
          .toList();
    }

    private PriceCache spring() {
      var caches = new SpringCaches(redis.uri(), RedisCacheWriter::lockingRedisCacheWriter);
      springs.add(caches);
      return key -> requireNonNull(caches.cache("prices").get(key, () -> origin.load(key)), key);
    }

    @Override
    public void holds(Reads seen) {
      assertThat(seen.inTime()).isEqualTo(OTHERS);
      assertThat(seen.inTheEnd()).isEqualTo(OTHERS + 1);
    }

    @Override
    public void breaks(Reads seen) {
      assertThat(seen.inTime()).isZero();
      assertThat(seen.inTheEnd()).isEqualTo(OTHERS + 1);
    }

    @Override
    public void felt(Reads seen) {
      assertThat(seen.hung()).isOne();
    }

    @Override
    public String figure(Reads seen) {
      return "%d of %d other keys read in time".formatted(seen.inTime(), OTHERS);
    }

    @Override
    public void close() {
      springs.forEach(SpringCaches::close);
      clients.close();
      origin.close();
    }
  }
}
