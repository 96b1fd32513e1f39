package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What does a Redis that is gone cost its callers? */
@Specification(Outline.CACHING_REDIS)
class OutageSpec {

  @Claim(
      says = "Without a connection to Redis a call is refused at once: none waits for its time-out",
      limit =
          "once the driver knows that the connection is gone; one that stays up and is silent costs"
              + " time-outs",
      source = "Lettuce's reference, Client Options, disconnectedBehavior")
  class NobodyWaitsForARedisThatIsGone implements Experiment<Caller, Calls> {
    static final String NAME = "caller";
    static final int CALLS = 10;
    static final Duration ANSWER = Duration.ofMillis(150); // a hundred times as long as in calm
    static final Duration CONNECT = Duration.ofSeconds(2); // none is made while the outage lasts
    static final Duration BACK_WITHIN = Duration.ofSeconds(5);
    static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private final Redis redis;
    private final Faults faults;
    private final Link link;
    private int killed;

    NobodyWaitsForARedisThatIsGone(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.link = faults.link(redis.upstream());
    }

    @Subject(FailFast.class)
    Caller refused_without_a_connection() {
      return Caller.lettuce(uri(), new FailFast(ANSWER, CONNECT).options());
    }

    @Control(differs = "what is asked without a connection is kept for the next one")
    Caller kept_for_the_next_connection() {
      return Caller.lettuce(
          uri(),
          new FailFast(ANSWER, CONNECT)
              .options()
              .mutate()
              .disconnectedBehavior(DisconnectedBehavior.DEFAULT)
              .build());
    }

    @Peer(
        artifact = "redis.clients:jedis",
        configured = "RedisClient with its pool's defaults, the same time-out for an answer")
    Caller jedis() {
      return Caller.jedis(uri(), ANSWER, CONNECT);
    }

    private RedisURI uri() {
      RedisURI uri = redis.uri(link);
      uri.setClientName(NAME);
      return uri;
    }

    @Override
    public Calls run(Caller caller) {
      caller.call();
      Calls during;
      try (Fault _ = faults.halfOpen(link, Direction.BOTH);
          Fault _ = kill()) {
        one(caller); // finds out
        during = calls(caller);
      }
      Awaitility.await("the driver to be connected again")
          .atMost(BACK_WITHIN)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(() -> one(caller) == Answer.GIVEN);
      return new Calls(
          killed, during.given(), during.waited(), during.refused(), calls(caller).given());
    }

    /** New connections are accepted, by then, and never answered: as from a host that is gone. */
    private Fault kill() {
      return faults.begin(
          "the connection is closed",
          "caller",
          () -> {
            for (long id : ids()) {
              killed += redis.judge().sync().clientKill(KillArgs.Builder.id(id)).intValue();
            }
            return () -> {};
          });
    }

    private List<Long> ids() {
      return redis
          .judge()
          .sync()
          .clientList()
          .lines()
          .filter(line -> line.contains(" name=" + NAME + " "))
          .map(line -> Long.valueOf(line.substring("id=".length(), line.indexOf(' '))))
          .toList();
    }

    private Calls calls(Caller caller) {
      int[] answers = new int[Answer.values().length];
      for (int i = 0; i < CALLS; i++) {
        answers[one(caller).ordinal()]++;
      }
      return new Calls(
          killed,
          answers[Answer.GIVEN.ordinal()],
          answers[Answer.WAITED.ordinal()],
          answers[Answer.REFUSED.ordinal()],
          0);
    }

    private static Answer one(Caller caller) {
      try {
        caller.call();
        return Answer.GIVEN;
      } catch (RedisCommandTimeoutException _) {
        return Answer.WAITED;
      } catch (JedisConnectionException e) {
        return e.getCause() instanceof SocketTimeoutException ? Answer.WAITED : Answer.REFUSED;
      } catch (RedisException _) {
        return Answer.REFUSED;
      }
    }

    @Override
    public void holds(Calls seen) {
      assertThat(seen.waited()).isZero();
      assertThat(seen.given() + seen.refused()).isEqualTo(CALLS);
      assertThat(seen.afterwards()).isEqualTo(CALLS);
    }

    @Override
    public void breaks(Calls seen) {
      assertThat(seen.waited()).isEqualTo(CALLS);
    }

    @Override
    public void felt(Calls seen) {
      assertThat(seen.killed()).isOne();
      assertThat(seen.given()).isZero();
    }

    @Override
    public String figure(Calls seen) {
      return "%d of %d calls waited for their time-out".formatted(seen.waited(), CALLS);
    }
  }

  enum Answer {
    GIVEN,
    WAITED,
    REFUSED
  }

  /**
   * @param killed connections, as the server says
   * @param given answers
   * @param waited calls that waited for their time-out
   * @param refused calls that failed at once
   * @param afterwards answers when all was well again, of as many
   */
  record Calls(int killed, int given, int waited, int refused, int afterwards) {}
}
