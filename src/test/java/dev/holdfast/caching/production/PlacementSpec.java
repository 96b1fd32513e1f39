package dev.holdfast.caching.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.production.Placement.Use;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.RedisServer;
import dev.holdfast.harness.environment.RedisServers;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Does a cache leave room for what must not be lost? */
@Specification(Outline.CACHING_PRODUCTION)
class PlacementSpec {

  @Claim(
      says = "Locks and sessions are still there when a cache has filled its memory",
      limit = "a server that evicts nothing, and is itself not filled; asked at the start",
      source = "Redis' documentation, \"Key eviction\", on separate instances")
  class ACacheEvictsNoLocksAndSessions
      implements Experiment<
              ACacheEvictsNoLocksAndSessions.Placing, ACacheEvictsNoLocksAndSessions.Stored>,
          AutoCloseable {
    /** An empty server needs one; the rest is for two hundred entries. */
    static final String MEMORY = "3mb";

    static final int RECORDS = 40; // locks and sessions
    static final int FEW = 20;
    static final int MANY = 3_000; // fifteen times what there is room for
    static final String ENTRY = "x".repeat(10_000);
    static final int NEARLY_ALL = RECORDS * 9 / 10; // which one is evicted is drawn by lot
    static final Duration LONG = Duration.ofMinutes(10); // nothing ends by itself in here
    static final Duration WRITTEN_WITHIN = Duration.ofSeconds(15);

    private final RedisServers servers;
    private final Faults faults;
    private final Clients clients = new Clients();

    ACacheEvictsNoLocksAndSessions(RedisServers servers, Faults faults) {
      this.servers = servers;
      this.faults = faults;
    }

    /** Which of the servers is used for what. */
    interface Placing {
      StatefulRedisConnection<String, String> of(
          Use use, List<StatefulRedisConnection<String, String>> servers);
    }

    /**
     * @param written entries of the cache
     * @param evicted keys, as the servers count them
     * @param kept locks and sessions in the end
     */
    record Stored(int written, long evicted, long kept) {}

    @Subject(Placement.class)
    Placing where_the_policy_suits() {
      return Placement::first;
    }

    @Control(differs = "everything on the first server")
    Placing together() {
      return (_, servers) -> servers.getFirst();
    }

    @Override
    public Stored run(Placing placing) {
      List<RedisServer> all = Stream.of("allkeys-lru", "noeviction").map(this::start).toList();
      var connections = all.stream().map(server -> clients.connect(server.uri())).toList();
      var records = placing.of(Use.RECORDS, connections).sync();
      var cache = placing.of(Use.CACHE, connections).async();
      for (int i = 0; i < RECORDS; i++) {
        records.set((i % 2 == 0 ? "lock:" : "session:") + i, "owner-" + i, px(LONG));
      }
      int load = faults.instead("the cache has more entries than room", FEW, MANY);
      List<RedisFuture<String>> written = new ArrayList<>();
      for (int i = 0; i < load; i++) {
        written.add(cache.set("entry:" + i, ENTRY, px(LONG)));
      }
      LettuceFutures.awaitAll(WRITTEN_WITHIN, written.toArray(RedisFuture<?>[]::new));
      long kept = 0;
      for (int i = 0; i < RECORDS; i++) {
        kept += records.exists((i % 2 == 0 ? "lock:" : "session:") + i);
      }
      return new Stored(
          (int) written.stream().filter(set -> set.isDone() && set.getError() == null).count(),
          all.stream().mapToLong(ACacheEvictsNoLocksAndSessions::evicted).sum(),
          kept);
    }

    private RedisServer start(String policy) {
      return servers.start("--maxmemory", MEMORY, "--maxmemory-policy", policy);
    }

    private static SetArgs px(Duration timeToLive) {
      return SetArgs.Builder.px(timeToLive);
    }

    private static long evicted(RedisServer server) {
      return server
          .judge()
          .sync()
          .info("stats")
          .lines()
          .filter(line -> line.startsWith("evicted_keys:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
          .sum();
    }

    @Override
    public void holds(Stored seen) {
      assertThat(seen.kept()).isEqualTo(RECORDS);
      assertThat(seen.written()).isIn(FEW, MANY);
    }

    @Override
    public void breaks(Stored seen) {
      assertThat(RECORDS - seen.kept()).isGreaterThanOrEqualTo(NEARLY_ALL);
    }

    @Override
    public void felt(Stored seen) {
      assertThat(seen.evicted()).isPositive();
      assertThat(seen.written()).isEqualTo(MANY);
    }

    @Override
    public String figure(Stored seen) {
      return "%d of %d locks and sessions lost".formatted(RECORDS - seen.kept(), RECORDS);
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
