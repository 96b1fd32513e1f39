package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PoolSizingTest {
  @Test
  void callers_that_need_one_connection_can_share_one() {
    assertThat(new PoolSizing(50, 1).least()).isOne();
  }

  @Test
  void one_more_than_all_can_hold_without_being_done() {
    assertThat(new PoolSizing(3, 4).least()).isEqualTo(10);
    assertThat(new PoolSizing(8, 2).least()).isEqualTo(9);
  }

  @Test
  void nobody_and_nothing_are_refused() {
    assertThatThrownBy(() -> new PoolSizing(0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("callers is 0");
    assertThatThrownBy(() -> new PoolSizing(2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each is 0");
  }
}
