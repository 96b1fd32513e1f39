package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WriteTest {
  @Test
  void versions_grow_with_the_position() {
    assertThat(write("1700000000000-0").version())
        .isLessThan(write("1700000000000-1").version())
        .isPositive();
    assertThat(write("1700000000000-1048575").version())
        .isLessThan(write("1700000000001-0").version());
  }

  @Test
  void a_position_that_no_version_can_tell_is_refused() {
    assertThatThrownBy(write("1700000000000-1048576")::version)
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "position 1700000000000-1048576 is beyond 1048576 writes in one millisecond; use more"
                + " shards");
  }

  private static Write write(String position) {
    return new Write(position, "key", "value");
  }
}
