package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplicaLagPaceTest {
  private static final Duration MILLI = Duration.ofMillis(1);

  @Test
  void the_least_that_is_taken() {
    var options = new ReplicaLagPace.Options(Set.of("replica"), 0, MILLI, MILLI);
    assertThat(options.replicas()).containsExactly("replica");
  }

  @Test
  void a_pace_without_a_replica_is_refused() {
    assertThatThrownBy(() -> new ReplicaLagPace.Options(Set.of(), 0, MILLI, MILLI))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name at least one");
  }

  @Test
  void what_would_never_let_a_batch_pass_is_refused() {
    assertThatThrownBy(() -> new ReplicaLagPace.Options(Set.of("a"), -1, MILLI, MILLI))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1 bytes");
    assertThatThrownBy(() -> new ReplicaLagPace.Options(Set.of("a"), 0, Duration.ZERO, MILLI))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(
            () -> new ReplicaLagPace.Options(Set.of("a"), 0, MILLI.multipliedBy(2), MILLI))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0.002S");
  }
}
