package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Script;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What is done twice when an answer is lost on its way? */
@Specification(Outline.CACHING_REDIS)
class LostAnswerSpec {

  @Claim(
      says = "An increment whose answer is lost, and that the driver sends again, counts once",
      limit = "while the event is remembered; a failover of Redis may forget it",
      source = "Lettuce's documentation, Command execution reliability: at least once by default")
  class ARepeatedIncrementCountsOnce
      implements Experiment<
              Function<StatefulRedisConnection<String, String>, ARepeatedIncrementCountsOnce.Add>,
              ARepeatedIncrementCountsOnce.Counted>,
          AutoCloseable {
    static final String NAME = "visits";
    static final Duration REMEMBERED = Duration.ofMinutes(1); // longer than any arm
    static final Duration SOON = Duration.ofSeconds(5);
    static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);
    static final long FIRST_BYTE = 1; // of the answer: the connection ends before the rest

    private final Redis redis;
    private final Faults faults;
    private final Link link;
    // As it comes: a command that was on its way is sent again on the next connection.
    private final RedisClient client;

    ARepeatedIncrementCountsOnce(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
      this.client = RedisClient.create(redis.uri(link));
    }

    /** Adds one to a counter, for the event of this name; answers with the count. */
    interface Add {
      long one(String counter, String event);
    }

    /**
     * @param connections that the driver made for it
     * @param told to the caller
     * @param count of one event
     */
    record Counted(long connections, long told, long count) {}

    @Subject({OnceCounter.class, Script.class})
    Function<StatefulRedisConnection<String, String>, Add> by_event() {
      return connection -> {
        var counter = new OnceCounter(connection, REMEMBERED);
        return (name, event) -> counter.add(name, 1, event);
      };
    }

    @Control(differs = "the counter does not know which events it has counted")
    Function<StatefulRedisConnection<String, String>, Add> by_call() {
      return connection -> (name, _) -> connection.sync().incrby(OnceCounter.key(name), 1);
    }

    @Override
    public Counted run(Function<StatefulRedisConnection<String, String>, Add> way)
        throws Exception {
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        Add add = way.apply(connection);
        add.one("another", "first"); // the server knows the script from now on
        long before = made();
        long known = redis.calls("incrby");
        CompletableFuture<Long> told;
        try (Fault lost = faults.cutAfter(link, Direction.DOWN, FIRST_BYTE)) {
          told = CompletableFuture.supplyAsync(() -> add.one(NAME, "first"));
          lost.awaitFelt(SOON, () -> redis.calls("incrby") > known);
        }
        long answer = told.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        long count = Long.parseLong(redis.judge().sync().get(OnceCounter.key(NAME)));
        return new Counted(made() - before, answer, count);
      }
    }

    /** Connections that the server has accepted. */
    private long made() {
      return redis
          .judge()
          .sync()
          .info("stats")
          .lines()
          .filter(line -> line.startsWith("total_connections_received:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
          .sum();
    }

    @Override
    public void holds(Counted seen) {
      assertThat(seen.told()).isOne();
      assertThat(seen.count()).isOne();
    }

    @Override
    public void breaks(Counted seen) {
      assertThat(seen.told()).isEqualTo(2);
      assertThat(seen.count()).isEqualTo(2);
    }

    @Override
    public void felt(Counted seen) {
      assertThat(seen.connections()).isPositive();
    }

    @Override
    public String figure(Counted seen) {
      return "one event counted as " + seen.count();
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, CLOSED_WITHIN);
    }
  }
}
