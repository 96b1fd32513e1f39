package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What does a Redis that is slow cost its callers? */
@Specification(Outline.CACHING_REDIS)
class SlowSpec {
  static final Duration ANSWER = Duration.ofMillis(150); // a hundred times as long as one in calm
  static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);
  static final Duration SOON = Duration.ofSeconds(5);

  /**
   * @param answered calls
   * @param timedOut calls that waited for their time-out
   * @param afterwards calls that were answered when all was well again, of as many
   */
  record Calls(int answered, int timedOut, int afterwards) {}

  @Claim(
      says = "A Redis that answers too late is waited for a few times, then once an interval",
      limit = "what is answered meanwhile comes from elsewhere, or not at all",
      source = "Nygard, Release It!, Circuit Breaker")
  class ASlowRedisCostsFewTimeouts
      implements Experiment<UnaryOperator<Supplier<String>>, Calls>, AutoCloseable {
    static final int CALLS = 30;
    static final int FAILURES = 3;
    static final Duration BETWEEN_CALLS = Duration.ofMillis(10); // on the clock that is injected
    static final int CALLS_TO_A_PROBE = 10;
    static final Duration PROBE_AFTER = BETWEEN_CALLS.multipliedBy(CALLS_TO_A_PROBE);
    static final int MOST = FAILURES + Math.ceilDiv(CALLS - FAILURES, CALLS_TO_A_PROBE);
    static final Duration SLOW = Duration.ofSeconds(2);

    private final Faults faults;
    private final Link link;
    private final RedisClient client;
    private final AtomicLong clock = new AtomicLong();

    ASlowRedisCostsFewTimeouts(Redis redis, Faults faults) {
      this.faults = faults;
      this.link = faults.link(redis.upstream());
      this.client = RedisClient.create(redis.uri(link));
      this.client.setOptions(new FailFast(ANSWER, SOON).options());
    }

    @Subject({CallBreaker.class, FailFast.class})
    UnaryOperator<Supplier<String>> a_breaker_before_it() {
      var breaker = new CallBreaker(FAILURES, PROBE_AFTER, clock::get, new SimpleMeterRegistry());
      return call -> () -> breaker.call(call).orElse("");
    }

    @Control(differs = "each call finds out for itself")
    UnaryOperator<Supplier<String>> nothing_before_it() {
      return call ->
          () -> {
            try {
              return call.get();
            } catch (RedisCommandTimeoutException _) {
              return "";
            }
          };
    }

    @Override
    public Calls run(UnaryOperator<Supplier<String>> guard) {
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        int[] timedOut = {0};
        Supplier<String> guarded =
            guard.apply(
                () -> {
                  try {
                    return connection.sync().ping();
                  } catch (RedisCommandTimeoutException e) {
                    timedOut[0]++;
                    throw e;
                  }
                });
        int answered;
        try (Fault _ = faults.latency(link, SLOW)) {
          answered = answered(guarded);
        }
        clock.addAndGet(PROBE_AFTER.toNanos());
        int late = timedOut[0];
        return new Calls(answered, late, answered(guarded));
      }
    }

    private int answered(Supplier<String> guarded) {
      int answered = 0;
      for (int i = 0; i < CALLS; i++) {
        answered += guarded.get().equals("PONG") ? 1 : 0;
        clock.addAndGet(BETWEEN_CALLS.toNanos());
      }
      return answered;
    }

    @Override
    public void holds(Calls seen) {
      assertThat(seen.timedOut()).isLessThanOrEqualTo(MOST);
      assertThat(seen.afterwards()).isEqualTo(CALLS);
    }

    @Override
    public void breaks(Calls seen) {
      assertThat(seen.timedOut()).isEqualTo(CALLS);
    }

    @Override
    public void felt(Calls seen) {
      assertThat(seen.answered()).isZero();
      assertThat(seen.timedOut()).isPositive();
    }

    @Override
    public String figure(Calls seen) {
      return "%d of %d calls waited for their time-out".formatted(seen.timedOut(), CALLS);
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, CLOSED_WITHIN);
    }
  }
}
