package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {
  @Test
  void pods_and_surge_together_stay_within_the_limit() {
    for (int limit = 20; limit < 100; limit++) {
      int perPod = new ConnectionBudget(limit, 7, 4, 2).perPod();
      assertThat(perPod * (4 + 2) + 7).isBetween(limit - 5, limit);
    }
  }

  @Test
  void a_share_of_less_than_one_is_refused_with_a_remedy() {
    assertThat(new ConnectionBudget(9, 5, 3, 1).perPod()).isOne();
    assertThatThrownBy(() -> new ConnectionBudget(8, 5, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit is 8")
        .hasMessageContaining("pooler");
  }

  @Test
  void negative_numbers_are_refused() {
    assertThatThrownBy(() -> new ConnectionBudget(100, -1, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kept is -1");
    assertThatThrownBy(() -> new ConnectionBudget(100, 0, 3, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surge is -1");
  }
}
