package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.postgres.ServerVersion;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionLimitsTest {
  private static final SessionLimits LIMITS =
      new SessionLimits(Duration.ofSeconds(10), Duration.ofMinutes(1));

  @Test
  void limits_are_given_in_milliseconds() {
    assertThat(LIMITS.asOptions(new ServerVersion(17, "17.11")))
        .isEqualTo("-c idle_in_transaction_session_timeout=10000ms -c transaction_timeout=60000ms");
  }

  @Test
  void a_server_is_not_told_of_what_it_does_not_know() {
    assertThat(LIMITS.asOptions(new ServerVersion(16, "16.15")))
        .isEqualTo("-c idle_in_transaction_session_timeout=10000ms");
  }

  @Test
  void what_the_server_would_read_as_no_limit_is_refused() {
    assertThatThrownBy(() -> new SessionLimits(Duration.ofNanos(1), Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 ms");
  }

  @Test
  void a_limit_that_is_never_met_is_refused() {
    assertThatThrownBy(() -> new SessionLimits(Duration.ofMinutes(1), Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("transaction is PT1M");
  }
}
