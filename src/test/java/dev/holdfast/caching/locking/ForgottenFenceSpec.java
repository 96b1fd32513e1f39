package dev.holdfast.caching.locking;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.redisson.Redisson;
import org.redisson.api.RFencedLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Do the numbers of a lock's holders grow when Redis has lost them? */
@Specification(Outline.CACHING_LOCKING)
class ForgottenFenceSpec {

  /** Takes the lock, lets go of it, and says which number it had. */
  interface Numbers extends AutoCloseable {
    long next();

    @Override
    default void close() {}
  }

  @Claim(
      says = "A holder's number is greater than any before, also after Redis has lost its data",
      limit = "epochs come from a store that does not lose them; numbers have gaps",
      source = "Kleppmann, How to do distributed locking, 2016, on where fencing tokens come from")
  class NumbersOutliveRedis
      implements Experiment<Numbers, NumbersOutliveRedis.Given>, AutoCloseable {
    static final int EACH = 3; // holders before and after
    static final Duration LEASE = Duration.ofMinutes(1);

    private final Redis redis;
    private final Faults faults;
    private final Clients clients = new Clients();

    NumbersOutliveRedis(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
    }

    /**
     * @param lost keys, when Redis lost its data
     * @param numbers in the order in which they were given
     */
    record Given(long lost, List<Long> numbers) {
      long regressions() {
        return IntStream.range(1, numbers.size())
            .filter(i -> numbers.get(i) <= numbers.get(i - 1))
            .count();
      }
    }

    @Subject({FencedLock.class, Epochs.class})
    Numbers an_epoch_that_outlives_redis() {
      var epoch = new AtomicLong(); // stands for a sequence of a database
      var lock =
          new FencedLock(
              clients.connect(redis.uri()), epoch::incrementAndGet, redis.key("lock"), LEASE);
      return () -> {
        FencedLock.Held held = lock.tryLock().orElseThrow();
        held.unlock();
        return held.fence().number();
      };
    }

    @Control(differs = "the number is counted in Redis alone")
    Numbers counted_in_redis() {
      StatefulRedisConnection<String, String> connection = clients.connect(redis.uri());
      return () -> connection.sync().incr(redis.key("fence"));
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "getFencedLock, lockAndGetToken, as its documentation's page Locks says")
    Numbers redisson() {
      Config config = new Config();
      config
          .useSingleServer()
          .setAddress("redis://" + redis.uri().getHost() + ":" + redis.uri().getPort())
          .setConnectionMinimumIdleSize(1)
          .setConnectionPoolSize(2);
      RedissonClient redisson = Redisson.create(config);
      RFencedLock lock = redisson.getFencedLock(redis.key("lock"));
      return new Numbers() {
        @Override
        public long next() {
          long token = lock.lockAndGetToken();
          lock.unlock();
          return token;
        }

        @Override
        public void close() {
          redisson.shutdown();
        }
      };
    }

    @Override
    public Given run(Numbers lock) {
      List<Long> numbers = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        numbers.add(lock.next());
      }
      long lost = faults.instead("Redis loses its data", 0L, redis.judge().sync().dbsize());
      if (lost > 0) {
        redis.judge().sync().flushall();
      }
      for (int i = 0; i < EACH; i++) {
        numbers.add(lock.next());
      }
      return new Given(lost, numbers);
    }

    @Override
    public void holds(Given seen) {
      assertThat(seen.numbers()).hasSize(2 * EACH);
      assertThat(seen.regressions()).isZero();
    }

    @Override
    public void breaks(Given seen) {
      assertThat(seen.regressions()).isOne();
      assertThat(seen.numbers().get(EACH)).isOne(); // it begins again
    }

    @Override
    public void felt(Given seen) {
      assertThat(seen.lost()).isPositive();
    }

    @Override
    public String figure(Given seen) {
      return seen.regressions() + " regressions";
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
