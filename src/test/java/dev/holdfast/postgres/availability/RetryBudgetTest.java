package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private final AtomicLong clock = new AtomicLong(-7); // nanoTime may begin anywhere
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void ten_calls_at_ten_percent_pay_for_one_retry_and_no_part_is_rounded_away() {
    RetryBudget budget = emptied(10, 0, 5);
    for (int call = 0; call < 9; call++) {
      budget.deposit();
    }
    assertThat(budget.withdraw()).isFalse();
    budget.deposit();
    assertThat(budget.withdraw()).isTrue();
    assertThat(budget.withdraw()).isFalse();
  }

  @Test
  void time_adds_tokens_and_parts_of_a_second_count() {
    RetryBudget budget = emptied(0, 2, 5);
    pass(Duration.ofMillis(499));
    assertThat(budget.withdraw()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(budget.withdraw()).isTrue();
    assertThat(budget.withdraw()).isFalse();
  }

  @Test
  void neither_calls_nor_time_fill_it_over_its_capacity() {
    RetryBudget budget = emptied(100, 1000, 3);
    pass(Duration.ofDays(300));
    for (int call = 0; call < 100; call++) {
      budget.deposit();
    }
    assertThat(withdrawn(budget)).isEqualTo(3);
  }

  @Test
  void a_retry_that_is_not_paid_for_is_counted() {
    emptied(0, 0, 1);
    assertThat(meters.counter("retry.denied").count()).isOne();
  }

  @Test
  void options_that_bound_nothing_are_refused() {
    assertThatThrownBy(() -> new RetryBudget.Options(101, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("percent is 101");
    assertThatThrownBy(() -> new RetryBudget.Options(10, -1, 1))
        .hasMessageContaining("perSecond is -1");
    assertThatThrownBy(() -> new RetryBudget.Options(10, 0, 0)).hasMessageContaining("capacity 0");
  }

  private RetryBudget emptied(int percent, int perSecond, int capacity) {
    var budget =
        new RetryBudget(new RetryBudget.Options(percent, perSecond, capacity), clock::get, meters);
    assertThat(withdrawn(budget)).isEqualTo(capacity);
    return budget;
  }

  private static int withdrawn(RetryBudget budget) {
    int withdrawn = 0;
    while (budget.withdraw()) {
      withdrawn++;
    }
    return withdrawn;
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
