package dev.holdfast.caching.examples.sessions;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionOptionsTest {
  @Test
  void equal_ones_are_in_order() {
    Duration second = Duration.ofSeconds(1);
    assertThatNoException().isThrownBy(() -> new SessionOptions(second, second, second));
  }

  @ParameterizedTest
  @CsvSource({"PT1S, PT1H, PT2S", "PT2H, PT1H, PT1S", "PT1S, PT1H, PT0S", "PT1S, PT1H, PT-1S"})
  void what_is_out_of_order_is_refused_with_a_remedy(
      Duration idle, Duration longest, Duration grace) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SessionOptions(idle, longest, grace))
        .withMessageContaining("grace is " + grace)
        .withMessageContaining("try 10 s");
  }
}
