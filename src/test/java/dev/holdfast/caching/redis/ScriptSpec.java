package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.Script;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.environment.RedisServer;
import dev.holdfast.harness.environment.RedisServers;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Does a script run wherever its server has been, and whatever it has become? */
@Specification(Outline.CACHING_REDIS)
class ScriptSpec {
  static final int CALLS = 10;

  /**
   * @param done calls that were done
   * @param refused calls that the server refused
   * @param error the first word of its last error
   * @param marks of the fault, as the server itself shows them
   */
  record Calls(int done, int refused, String error, long marks) {}

  /** Calls one after the other; a refusal is counted. */
  static Calls calls(Runnable call, LongSupplier marks) {
    int done = 0;
    int refused = 0;
    String error = "";
    for (int i = 0; i < CALLS; i++) {
      try {
        call.run();
        done++;
      } catch (RedisCommandExecutionException e) {
        refused++;
        error = String.valueOf(e.getMessage()).split(" ", 2)[0];
      }
    }
    return new Calls(done, refused, error, marks.getAsLong());
  }

  @Claim(
      says = "A script runs on a server that has forgotten it",
      limit = "one round trip more, once for each server that does not know it",
      source = "Redis' documentation, EVALSHA and the script cache, which a restart empties")
  class AForgottenScriptRuns
      implements Experiment<Function<String, Runnable>, Calls>, AutoCloseable {
    static final String COUNT = "return redis.call('incr', KEYS[1])";

    private final Redis redis;
    private final Faults faults;
    private final Clients clients = new Clients();
    private final RedisCommands<String, String> commands;

    AForgottenScriptRuns(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.commands = clients.connect(redis.uri()).sync();
    }

    @Subject(Script.class)
    Function<String, Runnable> sent_again_as_text() {
      Script<Long> count = Script.ofNumber(COUNT);
      return key -> () -> count.run(commands, key);
    }

    @Control(differs = "loaded at the start, and called by its digest from then on")
    Function<String, Runnable> loaded_at_the_start() {
      String digest = commands.scriptLoad(COUNT);
      return key -> () -> commands.evalsha(digest, ScriptOutputType.INTEGER, key);
    }

    @Override
    public Calls run(Function<String, Runnable> script) {
      Runnable call = script.apply(redis.key("count"));
      call.run();
      boolean forget = faults.instead("the server forgets its scripts", false, true);
      if (forget) {
        redis.judge().sync().scriptFlush();
      }
      long known = unknownScripts();
      return calls(call, () -> unknownScripts() - known);
    }

    /** How often the server has said that it does not know a script. */
    private long unknownScripts() {
      return redis
          .judge()
          .sync()
          .info("errorstats")
          .lines()
          .filter(line -> line.startsWith("errorstat_NOSCRIPT:count="))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
          .sum();
    }

    @Override
    public void holds(Calls seen) {
      assertThat(seen.done()).isEqualTo(CALLS);
    }

    @Override
    public void breaks(Calls seen) {
      assertThat(seen.refused()).isEqualTo(CALLS);
      assertThat(seen.error()).isEqualTo("NOSCRIPT");
    }

    @Override
    public void felt(Calls seen) {
      assertThat(seen.marks()).isPositive();
    }

    @Override
    public String figure(Calls seen) {
      return "%d of %d calls done".formatted(seen.done(), CALLS);
    }

    @Override
    public void close() {
      clients.close();
    }
  }

  @Claim(
      says = "A script that needs two keys runs on a cluster too",
      limit = "keys that belong together, in one slot; the whole cluster is not asked",
      source = "Redis' documentation, Cluster specification, Hash tags")
  class AScriptRunsOnACluster
      implements Experiment<Function<StatefulRedisConnection<String, String>, Runnable>, Calls>,
          AutoCloseable {
    static final String ADD =
        """
        if redis.call('set', KEYS[2], 1, 'nx') then redis.call('incr', KEYS[1]) end
        return 1
        """;
    static final int LAST_SLOT = 16_383;
    static final Duration SOON = Duration.ofSeconds(5);

    private final RedisServers servers;
    private final Faults faults;
    private final Clients clients = new Clients();

    AScriptRunsOnACluster(RedisServers servers, Faults faults) {
      this.servers = servers;
      this.faults = faults;
    }

    @Subject({OnceCounter.class, Script.class})
    Function<StatefulRedisConnection<String, String>, Runnable> keys_of_one_slot() {
      return connection -> {
        var counter = new OnceCounter(connection, Duration.ofMinutes(1));
        int[] event = {0};
        return () -> counter.add("visits", 1, "event-" + event[0]++);
      };
    }

    @Control(differs = "the keys have nothing in common that the cluster knows of")
    Function<StatefulRedisConnection<String, String>, Runnable> keys_of_any_slot() {
      Script<Long> add = Script.ofNumber(ADD);
      return connection -> {
        int[] event = {0};
        return () -> add.run(connection.sync(), List.of("visits", "visits:event-" + event[0]++));
      };
    }

    @Override
    public Calls run(Function<StatefulRedisConnection<String, String>, Runnable> way) {
      String cluster = faults.instead("the server is a cluster's", "no", "yes");
      RedisServer server = servers.start("--cluster-enabled", cluster);
      if (cluster.equals("yes")) {
        server.judge().sync().clusterAddSlots(IntStream.rangeClosed(0, LAST_SLOT).toArray());
        Awaitility.await("a cluster that serves")
            .atMost(SOON)
            .pollDelay(Duration.ZERO)
            .until(() -> server.judge().sync().clusterInfo().contains("cluster_state:ok"));
      }
      return calls(
          way.apply(clients.connect(server.uri())),
          () -> server.judge().sync().info("cluster").contains("cluster_enabled:1") ? 1 : 0);
    }

    @Override
    public void holds(Calls seen) {
      assertThat(seen.done()).isEqualTo(CALLS);
    }

    @Override
    public void breaks(Calls seen) {
      assertThat(seen.refused()).isEqualTo(CALLS);
      assertThat(seen.error()).isEqualTo("CROSSSLOT");
    }

    @Override
    public void felt(Calls seen) {
      assertThat(seen.marks()).isOne();
    }

    @Override
    public String figure(Calls seen) {
      return "%d of %d calls done".formatted(seen.done(), CALLS);
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
