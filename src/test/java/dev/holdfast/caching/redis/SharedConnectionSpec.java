package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** What do callers that share a connection do to each other? */
@Specification(Outline.CACHING_REDIS)
class SharedConnectionSpec {
  static final Duration SOON = Duration.ofSeconds(5);
  static final Duration LOOK_EVERY = Duration.ofMillis(2);

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody came within " + SOON);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Claim(
      says = "What one caller writes while another is in a transaction is written",
      limit = "connections that are lent for the transaction; as many as there are of them at once",
      source = "Lettuce's documentation, Transactions: connections must not be shared meanwhile")
  class ATransactionTakesNobodyAlong
      implements Experiment<Place, ATransactionTakesNobodyAlong.Written>, AutoCloseable {
    private final Redis redis;
    private final Faults faults;
    private final Connections connections;

    ATransactionTakesNobodyAlong(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.connections = new Connections(redis);
    }

    /**
     * @param during whether the other's write came while the transaction was open
     * @param told what the other was told
     * @param stored what is there afterwards
     */
    record Written(boolean during, String told, String stored) {}

    @Subject(ExclusiveConnections.class)
    Place a_connection_of_its_own() {
      return connections.own();
    }

    @Control(differs = "the transaction runs on the connection that all share")
    Place the_shared_connection() {
      return connections.together();
    }

    @Override
    public Written run(Place place) throws Exception {
      String key = redis.key("other");
      var open = new CountDownLatch(1);
      var wrote = new CountDownLatch(1);
      var inside = new AtomicBoolean();
      var during = new AtomicBoolean();
      var told = new AtomicReference<>("");
      faults.alongside(
          "somebody writes during the transaction",
          () -> {
            await(open);
            during.set(inside.get());
            told.set(String.valueOf(connections.shared.sync().set(key, "written")));
            wrote.countDown();
          },
          () ->
              place.on(
                  connection -> {
                    connection.sync().multi();
                    inside.set(true);
                    open.countDown();
                    if (faults.real()) {
                      await(wrote);
                    }
                    inside.set(false);
                    return connection.sync().discard();
                  }));
      return new Written(during.get(), told.get(), String.valueOf(redis.judge().sync().get(key)));
    }

    @Override
    public void holds(Written seen) {
      assertThat(seen.told()).isEqualTo("OK");
      assertThat(seen.stored()).isEqualTo("written");
    }

    @Override
    public void breaks(Written seen) {
      assertThat(seen.told()).isEqualTo("null");
      assertThat(seen.stored()).isEqualTo("null");
    }

    @Override
    public void felt(Written seen) {
      assertThat(seen.during()).isTrue();
    }

    @Override
    public String figure(Written seen) {
      return "told " + seen.told() + ", stored " + seen.stored();
    }

    @Override
    public void close() {
      connections.close();
    }
  }

  @Claim(
      says = "Nobody's read waits for another caller's command that blocks",
      limit = "connections that are lent for the command; the server itself is another matter",
      source =
          "Lettuce's documentation, Connection Pooling: blocking commands need one of their own")
  class ABlockedCallerHoldsNobodyUp
      implements Experiment<Place, ABlockedCallerHoldsNobodyUp.Reads>, AutoCloseable {
    static final int READS = 5;
    static final double BLOCKS_SECONDS = 0.6; // hundreds of reads long

    private final Redis redis;
    private final Faults faults;
    private final Connections connections;

    ABlockedCallerHoldsNobodyUp(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.connections = new Connections(redis);
    }

    /**
     * @param blocked whether a client was blocked when the reads began
     * @param answered reads
     * @param behind reads that were answered only after the blocked one had ended
     */
    record Reads(boolean blocked, int answered, int behind) {}

    @Subject(ExclusiveConnections.class)
    Place a_connection_of_its_own() {
      return connections.own();
    }

    @Control(differs = "the command blocks the connection that all share")
    Place the_shared_connection() {
      return connections.together();
    }

    @Override
    public Reads run(Place place) throws Exception {
      redis.judge().sync().set(redis.key("price"), "10.00");
      var blocked = new AtomicBoolean();
      int[] counts = new int[2];
      faults.alongside(
          "somebody waits for a job",
          () -> place.on(connection -> connection.sync().blpop(BLOCKS_SECONDS, redis.key("jobs"))),
          () -> {
            if (faults.real()) {
              Awaitility.await("a blocked client")
                  .atMost(SOON)
                  .pollDelay(Duration.ZERO)
                  .pollInterval(LOOK_EVERY)
                  .until(this::isBlocked);
              blocked.set(true);
            }
            for (int i = 0; i < READS; i++) {
              String read = connections.shared.sync().get(redis.key("price"));
              counts[0] += "10.00".equals(read) ? 1 : 0;
              counts[1] += blocked.get() && !isBlocked() ? 1 : 0;
            }
          });
      return new Reads(blocked.get(), counts[0], counts[1]);
    }

    /** Whether the server keeps a client waiting. */
    private boolean isBlocked() {
      return redis.judge().sync().info("clients").contains("blocked_clients:1");
    }

    @Override
    public void holds(Reads seen) {
      assertThat(seen.answered()).isEqualTo(READS);
      assertThat(seen.behind()).isZero();
    }

    @Override
    public void breaks(Reads seen) {
      assertThat(seen.behind()).isEqualTo(READS);
    }

    @Override
    public void felt(Reads seen) {
      assertThat(seen.blocked()).isTrue();
    }

    @Override
    public String figure(Reads seen) {
      return "%d of %d reads waited for the blocked caller".formatted(seen.behind(), READS);
    }

    @Override
    public void close() {
      connections.close();
    }
  }
}
