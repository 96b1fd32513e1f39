package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final int FAILURES = 3;
  private static final Duration PROBE_AFTER = Duration.ofSeconds(1);

  private final AtomicLong clock = new AtomicLong(-7); // nanoTime may begin anywhere
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Breaker breaker =
      new Breaker(new Breaker.Options(FAILURES, PROBE_AFTER), clock::get, meters);

  @Test
  void failures_in_a_row_open_it_and_a_success_between_them_does_not() throws SQLException {
    fail("08006", FAILURES - 1);
    breaker.call(() -> 1);
    fail("08006", FAILURES - 1);
    assertThat(breaker.isOpen()).isFalse();
    fail("08006", 1);
    assertThat(breaker.isOpen()).isTrue();
    assertThat(meters.get("breaker.open").gauge().value()).isOne();
  }

  @Test
  void a_refused_call_says_how_often_and_how_long() {
    fail("08006", FAILURES);
    pass(Duration.ofMillis(400));
    assertThatThrownBy(() -> breaker.call(() -> 1))
        .isInstanceOf(BreakerOpenException.class)
        .hasMessageContaining("3 times")
        .hasMessageContaining("600 ms");
    assertThat(meters.counter("breaker.refused").count()).isOne();
  }

  @Test
  void one_probe_an_interval_is_let_through_even_when_the_last_one_still_hangs()
      throws SQLException {
    fail("08006", FAILURES);
    pass(PROBE_AFTER);
    breaker.call(
        () -> {
          assertThatThrownBy(() -> breaker.call(() -> 1)).isInstanceOf(BreakerOpenException.class);
          pass(PROBE_AFTER);
          return breaker.call(() -> 1);
        });
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void a_probe_that_fails_keeps_it_open_for_another_interval() {
    fail("08006", FAILURES);
    pass(PROBE_AFTER);
    fail("08006", 1);
    assertThatThrownBy(() -> breaker.call(() -> 1)).isInstanceOf(BreakerOpenException.class);
  }

  @Test
  void a_refusal_by_the_server_is_an_answer() {
    fail("08006", FAILURES);
    pass(PROBE_AFTER);
    fail("23505", 1);
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void a_failure_without_a_code_says_nothing_of_the_server() {
    fail("08006", FAILURES - 1);
    fail(null, FAILURES);
    assertThat(breaker.isOpen()).isFalse();
    fail("08006", 1);
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void options_that_would_never_close_or_open_are_refused() {
    assertThatThrownBy(() -> new Breaker.Options(0, PROBE_AFTER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("failures is 0");
    assertThatThrownBy(() -> new Breaker.Options(1, Duration.ZERO))
        .hasMessageContaining("probeAfter is PT0S");
  }

  private void fail(@Nullable String state, int times) {
    for (int time = 0; time < times; time++) {
      assertThatThrownBy(
              () ->
                  breaker.call(
                      () -> {
                        throw new SQLException("away", state);
                      }))
          .hasMessage("away");
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
