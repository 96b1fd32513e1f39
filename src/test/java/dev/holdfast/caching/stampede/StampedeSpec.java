package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Can an expired hot key take the database down?
 *
 * <p>The origin is a real HTTP server that counts what reaches it. A node is a cache with a driver
 * and a connection of its own; the nodes share the JVM of this specification.
 */
@Specification(Outline.CACHING_STAMPEDE)
class StampedeSpec {
  /** An answer of the origin, in every arm: far longer than any caller's look into the cache. */
  static final Duration SLOW = Duration.ofMillis(200);

  static final MeterRegistry METERS = new SimpleMeterRegistry();

  /**
   * What one arm saw.
   *
   * @param answers how many calls were answered with a value of the origin's
   * @param loads how often the origin was asked, by its own count
   * @param waitedTogether the most callers that the origin kept waiting at once
   */
  record Loads(int answers, int loads, int waitedTogether) {}

  @Claim(
      says = "A cold key is loaded once, however many callers of one process miss it together",
      limit = "each process loads for itself; an entry that expired is cold again",
      source = "golang.org/x/sync/singleflight; Caffeine, LoadingCache.get(key)",
      flagship = true)
  class OneLoadPerKey implements Experiment<PriceCache, Loads>, AutoCloseable {
    static final int CALLERS = 200;
    static final int NEARLY_ALL = 180; // who must meet: on a busy host a few callers come late
    static final int ROUNDS = 5; // a cold key each

    private final Faults faults;
    private final Origin origin;

    OneLoadPerKey(Faults faults, History history) {
      this.faults = faults;
      this.origin = new Origin(history);
    }

    @Subject({CoalescingCache.class, SingleFlight.class})
    PriceCache callers_join_the_load_under_way() {
      var flights = new SingleFlight<String, String>("prices", METERS);
      var cache = new CoalescingCache<>(new ConcurrentHashMap<>(), flights);
      return key -> cache.get(key, () -> origin.load(key));
    }

    @Control(differs = "nobody knows of a load that is under way")
    PriceCache get_load_put() {
      var cache = new NaiveCacheAside(new ConcurrentHashMap<>());
      return key -> cache.get(key, () -> origin.load(key));
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "build(loader), as its wiki's page Population says")
    PriceCache caffeine() {
      return Caffeine.newBuilder().build(origin::load)::get;
    }

    @Override
    public Loads run(PriceCache cache) throws Exception {
      origin.answersAfter(SLOW);
      int answered = 0;
      for (int round = 0; round < ROUNDS; round++) {
        String key = "price-" + round;
        List<String> answers =
            faults.simultaneously(CALLERS, _ -> origin.seen(() -> cache.get(key)));
        answered += Origin.valuesOf(key, answers);
      }
      return new Loads(answered, origin.loads(), origin.waitedTogether());
    }

    @Override
    public void holds(Loads seen) {
      assertThat(seen.answers()).isEqualTo(ROUNDS * CALLERS);
      assertThat(seen.loads()).isEqualTo(ROUNDS);
    }

    @Override
    public void breaks(Loads seen) {
      assertThat(seen.loads()).isGreaterThanOrEqualTo(ROUNDS * NEARLY_ALL);
    }

    @Override
    public void felt(Loads seen) {
      assertThat(seen.waitedTogether()).isGreaterThanOrEqualTo(NEARLY_ALL);
    }

    @Override
    public String figure(Loads seen) {
      return seen.loads() + " loads of " + ROUNDS + " keys";
    }

    @Override
    public void close() {
      origin.close();
    }
  }

  @Claim(
      says = "Five nodes that miss a hot key together ask the origin once",
      limit = "a load that outlasts its lease is repeated; a failover of Redis may forget a lease",
      source = "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1",
      flagship = true)
  class OneLoadAcrossNodes implements Experiment<List<PriceCache>, Loads>, AutoCloseable {
    static final int NODES = 5;
    static final int CALLERS = 20 * NODES;
    static final int NEARLY_ALL = 18 * NODES; // who must meet: on a busy host a few come late
    static final LeaseOptions OPTIONS =
        new LeaseOptions(
            Duration.ofSeconds(5), // far longer than a load: no lease ends in here
            Duration.ofMillis(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1)); // nor a value

    private final Redis redis;
    private final Faults faults;
    private final Origin origin;
    private final Clients clients = new Clients();

    OneLoadAcrossNodes(Redis redis, Faults faults, History history) {
      this.redis = redis;
      this.faults = faults;
      this.origin = new Origin(history);
    }

    @Subject({LeaseCache.class, RedisLeaseStore.class, SingleFlight.class})
    List<PriceCache> a_lease_in_the_slot_of_the_value() {
      return nodes(redis -> new RedisLeaseStore(redis, OPTIONS));
    }

    @Control(differs = "no lease: a node knows of its own load only")
    List<PriceCache> single_flight_in_each_node() {
      return nodes(redis -> new NaiveNoLease(redis, OPTIONS));
    }

    @Peer(
        artifact = "com.alicp.jetcache:jetcache-redis-lettuce",
        configured = "a loader and cachePenetrateProtect(true)")
    List<PriceCache> jetcache() {
      return Stream.generate(this::jetCache).limit(NODES).toList();
    }

    @Override
    public Loads run(List<PriceCache> nodes) throws Exception {
      String key = redis.key("price");
      origin.answersAfter(SLOW);
      List<String> answers =
          faults.simultaneously(
              CALLERS, caller -> origin.seen(() -> nodes.get(caller % NODES).get(key)));
      return new Loads(Origin.valuesOf(key, answers), origin.loads(), origin.waitedTogether());
    }

    @Override
    public void holds(Loads seen) {
      assertThat(seen.answers()).isEqualTo(CALLERS);
      assertThat(seen.loads()).isOne();
    }

    @Override
    public void breaks(Loads seen) {
      assertThat(seen.loads()).isEqualTo(NODES);
    }

    @Override
    public void felt(Loads seen) {
      assertThat(seen.waitedTogether()).isGreaterThanOrEqualTo(NEARLY_ALL);
    }

    @Override
    public String figure(Loads seen) {
      return seen.loads() == 1 ? "1 load" : seen.loads() + " loads";
    }

    @Override
    public void close() {
      clients.close();
      origin.close();
    }

    private List<PriceCache> nodes(
        Function<StatefulRedisConnection<String, String>, LeaseStore> store) {
      return Stream.generate(() -> store.apply(clients.connect(redis.uri())))
          .map(slots -> new LeaseCache("prices", slots, OPTIONS, METERS, System::nanoTime))
          .<PriceCache>map(cache -> key -> cache.get(key, () -> origin.load(key)))
          .limit(NODES)
          .toList();
    }

    @SuppressWarnings("unchecked") // JetCacheCodec is a raw RedisCodec
    private PriceCache jetCache() {
      RedisClient client = clients.node(redis.uri());
      Cache<String, String> cache =
          RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
              .redisClient(client)
              .connection(client.connect(new JetCacheCodec()))
              .keyPrefix(redis.key("jetcache:"))
              .expireAfterWrite(OPTIONS.timeToLive().toMillis(), TimeUnit.MILLISECONDS)
              .<String, String>loader(origin::load)
              .cachePenetrateProtect(true)
              .buildCache();
      return cache::get;
    }
  }
}
