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
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.function.Function;

/** Does a counter that is to end ever end? */
@Specification(Outline.CACHING_REDIS)
class WindowSpec {

  @Claim(
      says = "A counter with a window ends, also when its client dies as it is made",
      limit = "the window begins with the first event that was counted; a lost answer counts again",
      source = "Redis' documentation, INCR, Pattern: Rate limiter 2, on a counter that never ends")
  class ACounterAlwaysEnds
      implements Experiment<
              Function<StatefulRedisConnection<String, String>, ACounterAlwaysEnds.Count>,
              ACounterAlwaysEnds.Left>,
          AutoCloseable {
    static final int USERS = 20;
    static final int LOGINS = 3; // of each: the first one is the one that dies
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final long NO_END = -1; // as Redis says it

    private final Redis redis;
    private final Faults faults;
    private final Clients clients = new Clients();

    ACounterAlwaysEnds(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
    }

    /** Counts one; its client may die after its first command. */
    interface Count {
      long one(String key, Runnable dies);
    }

    /**
     * @param died clients
     * @param counted logins whose counter was told
     * @param endless counters
     */
    record Left(int died, int counted, int endless) {}

    @Subject({WindowCounter.class, Script.class})
    Function<StatefulRedisConnection<String, String>, Count> in_one_step() {
      return connection -> {
        var counter = new WindowCounter(connection, WINDOW);
        return (key, dies) -> {
          long count = counter.count(key);
          dies.run();
          return count;
        };
      };
    }

    @Control(differs = "the count and its end are two commands")
    Function<StatefulRedisConnection<String, String>, Count> in_two_steps() {
      return connection ->
          (key, dies) -> {
            long count = connection.sync().incr(key);
            dies.run();
            if (count == 1) {
              connection.sync().pexpire(key, WINDOW.toMillis());
            }
            return count;
          };
    }

    @Override
    public Left run(Function<StatefulRedisConnection<String, String>, Count> way) {
      int dying = faults.instead("the client dies after its first command", 0, USERS);
      int died = 0;
      int counted = 0;
      int endless = 0;
      for (int user = 0; user < USERS; user++) {
        String key = redis.key("logins-" + user);
        for (int login = 0; login < LOGINS; login++) {
          try (StatefulRedisConnection<String, String> connection = clients.connect(redis.uri())) {
            boolean dies = login == 0 && user < dying;
            way.apply(connection).one(key, dies ? connection::close : () -> {});
            counted++;
            died += connection.isOpen() ? 0 : 1;
          } catch (RedisException _) {
            died++;
          }
        }
        endless += redis.judge().sync().pttl(key) == NO_END ? 1 : 0;
      }
      return new Left(died, counted, endless);
    }

    @Override
    public void holds(Left seen) {
      assertThat(seen.counted()).isGreaterThanOrEqualTo(USERS * (LOGINS - 1));
      assertThat(seen.endless()).isZero();
    }

    @Override
    public void breaks(Left seen) {
      assertThat(seen.endless()).isEqualTo(USERS);
    }

    @Override
    public void felt(Left seen) {
      assertThat(seen.died()).isEqualTo(USERS);
    }

    @Override
    public String figure(Left seen) {
      return "%d of %d counters never end".formatted(seen.endless(), USERS);
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
