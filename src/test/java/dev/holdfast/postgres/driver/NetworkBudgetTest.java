package dev.holdfast.postgres.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class NetworkBudgetTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void every_wait_of_the_driver_is_bounded() {
    var source =
        new NetworkBudget(Duration.ofSeconds(2), Duration.ofSeconds(3))
            .applyTo(new PGSimpleDataSource());
    assertThat(source.getConnectTimeout()).isEqualTo(2);
    assertThat(source.getSocketTimeout()).isEqualTo(3);
    assertThat(source.getCancelSignalTimeout()).isEqualTo(3);
    assertThat(source.getTcpKeepAlive()).isTrue();
  }

  @Test
  void what_the_driver_would_read_as_for_ever_is_refused() {
    assertThatThrownBy(() -> new NetworkBudget(SECOND, Duration.ofMillis(500)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("answer is PT0.5S");
    assertThatThrownBy(() -> new NetworkBudget(Duration.ZERO, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("connect is PT0S");
  }

  @Test
  void a_fraction_of_a_second_is_refused_and_not_cut_off() {
    assertThatThrownBy(() -> new NetworkBudget(SECOND, Duration.ofMillis(1500)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT1.5S");
  }
}
