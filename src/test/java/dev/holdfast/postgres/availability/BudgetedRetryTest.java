package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetedRetryTest {
  private static final int TRIES = 6;
  private static final Duration FIRST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMillis(40);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Duration> pauses = new ArrayList<>();
  private int calls;

  @Test
  void the_last_failure_is_passed_on_when_the_tries_are_used_up() {
    assertThatThrownBy(() -> retry(false, 100).call(() -> fail("40001")))
        .isInstanceOf(SQLException.class)
        .hasMessage("call " + TRIES);
    assertThat(meters.counter("retry.retries").count()).isEqualTo(TRIES - 1);
  }

  @Test
  void each_pause_is_a_part_of_a_bound_that_doubles_up_to_the_longest() {
    assertThatThrownBy(() -> retry(false, 100).call(() -> fail("40001")));
    assertThat(pauses).hasSize(TRIES - 1);
    assertThat(pauses.get(0)).isLessThan(FIRST);
    assertThat(pauses.get(1)).isLessThan(FIRST.multipliedBy(2));
    assertThat(pauses).allMatch(pause -> !pause.isNegative() && pause.compareTo(LONGEST) < 0);
  }

  @Test
  void without_a_token_the_first_failure_is_the_last() {
    BudgetedRetry retry = retry(false, 1);
    assertThatThrownBy(() -> retry.call(() -> fail("40001")));
    assertThat(calls).isEqualTo(2);
    assertThatThrownBy(() -> retry.call(() -> fail("40001")));
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void a_lost_session_is_tried_again_for_idempotent_calls_only() {
    assertThatThrownBy(() -> retry(false, 100).call(() -> fail("08006")));
    assertThat(calls).isOne();
    assertThatThrownBy(() -> retry(true, 100).call(() -> fail("08006")));
    assertThat(calls).isEqualTo(1 + TRIES);
  }

  @Test
  void options_out_of_order_are_refused() {
    assertThatThrownBy(() -> new BudgetedRetry.Options(0, FIRST, LONGEST, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tries is 0");
    assertThatThrownBy(() -> new BudgetedRetry.Options(1, LONGEST, FIRST, false))
        .hasMessageContaining("firstPause is PT0.04S, longestPause PT0.01S");
    assertThatThrownBy(() -> new BudgetedRetry.Options(1, Duration.ZERO, FIRST, false))
        .hasMessageContaining("must be positive");
  }

  private BudgetedRetry retry(boolean idempotent, int tokens) {
    var budget = new RetryBudget(new RetryBudget.Options(0, 0, tokens), () -> 0, meters);
    var options = new BudgetedRetry.Options(TRIES, FIRST, LONGEST, idempotent);
    return new BudgetedRetry(options, budget, pauses::add, meters);
  }

  private int fail(String state) throws SQLException {
    throw new SQLException("call " + ++calls, state);
  }
}
