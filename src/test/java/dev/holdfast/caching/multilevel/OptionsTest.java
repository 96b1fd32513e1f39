package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void a_push_link_has_an_interval_and_a_time_out() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PushLinkOptions(Duration.ZERO, SECOND))
        .withMessage("interval is PT0S: give at least 1 ms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PushLinkOptions(SECOND, Duration.ofNanos(1)))
        .withMessage("timeout is PT0.000000001S: give at least 1 ms");
  }

  @Test
  void a_version_is_not_negative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Versioned(-1, "value"))
        .withMessageStartingWith("version is -1: give at least 0");
  }
}
