package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseOptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void a_duration_that_redis_cannot_count_is_refused() {
    assertThatThrownBy(() -> new LeaseOptions(Duration.ofNanos(1), SECOND, SECOND, SECOND))
        .hasMessage("lease is PT0.000000001S: Redis counts in milliseconds, give at least 1");
  }

  @Test
  void a_poll_slower_than_the_lease_is_refused() {
    assertThatThrownBy(() -> new LeaseOptions(SECOND, SECOND, SECOND, SECOND))
        .hasMessage("poll is 1000 ms, the lease 1000 ms: poll more often than leases end");
  }

  @Test
  void a_patience_in_which_nobody_could_take_over_is_refused() {
    assertThatThrownBy(() -> new LeaseOptions(SECOND, Duration.ofMillis(5), SECOND, SECOND))
        .hasMessage("patience is 1000 ms: make it longer than lease and poll, 1005 ms together");
  }
}
