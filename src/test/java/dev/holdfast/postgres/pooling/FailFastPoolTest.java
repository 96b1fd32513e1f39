package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailFastPoolTest {
  @Test
  void a_wait_that_the_pool_cannot_keep_is_refused() {
    assertThatThrownBy(() -> new FailFastPool.Options("orders", 4, Duration.ofMillis(249)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("waiting is PT0.249S")
        .hasMessageContaining("250 ms");
  }

  @Test
  void a_pool_of_none_is_refused() {
    assertThatThrownBy(() -> new FailFastPool.Options("orders", 0, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size is 0");
  }
}
