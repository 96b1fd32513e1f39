package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteBehindOptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void what_cannot_work_is_refused_with_its_limits() {
    assertThatThrownBy(() -> new WriteBehindOptions(0, 1, 1, SECOND, SECOND, 1))
        .hasMessage("shards is 0: give at least 1 and at most 2147483647");
    assertThatThrownBy(() -> new WriteBehindOptions(1, 0, 1, SECOND, SECOND, 1))
        .hasMessageStartingWith("capacity is 0");
    assertThatThrownBy(() -> new WriteBehindOptions(1, 1, 5_001, SECOND, SECOND, 1))
        .hasMessage("batch is 5001: give at least 1 and at most 5000");
    assertThatThrownBy(() -> new WriteBehindOptions(1, 1, 1, SECOND, SECOND, 0))
        .hasMessageStartingWith("attempts is 0");
    assertThatThrownBy(() -> new WriteBehindOptions(1, 1, 1, Duration.ZERO, SECOND, 1))
        .hasMessage("delay is PT0S: give at least 1 ms");
    assertThatThrownBy(() -> new WriteBehindOptions(1, 1, 1, SECOND, Duration.ofNanos(1), 1))
        .hasMessageStartingWith("claimAfter is");
  }
}
