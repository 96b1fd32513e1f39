package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallBreakerTest {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final AtomicLong now = new AtomicLong();
  private final CallBreaker breaker =
      new CallBreaker(2, INTERVAL, now::get, new SimpleMeterRegistry());

  @Test
  void what_the_server_refuses_is_an_answer_and_the_callers_to_know() {
    fail();
    assertThatThrownBy(
            () ->
                breaker.call(
                    () -> {
                      throw new RedisCommandExecutionException("WRONGTYPE");
                    }))
        .hasMessage("WRONGTYPE");
    fail();
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void one_call_an_interval_goes_through_and_the_first_answer_closes_it() {
    fail();
    fail();
    assertThat(breaker.call(() -> "too early")).isEmpty();
    now.addAndGet(INTERVAL.toNanos());
    fail();
    assertThat(breaker.call(() -> "too early")).isEmpty();
    now.addAndGet(INTERVAL.toNanos());
    assertThat(breaker.call(() -> "there")).contains("there");
    assertThat(breaker.call(() -> "again")).contains("again");
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new CallBreaker(0, INTERVAL, now::get, new SimpleMeterRegistry()))
        .hasMessageContaining("failures is 0");
    assertThatThrownBy(() -> new CallBreaker(1, Duration.ZERO, now::get, new SimpleMeterRegistry()))
        .hasMessageContaining("probeAfter is PT0S");
  }

  private void fail() {
    assertThat(
            breaker.call(
                () -> {
                  throw new RedisCommandTimeoutException();
                }))
        .isEmpty();
  }
}
