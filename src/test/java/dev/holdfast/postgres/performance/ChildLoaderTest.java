package dev.holdfast.postgres.performance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChildLoaderTest {
  @Test
  void a_statement_without_its_one_array_is_refused() {
    assertThatThrownBy(() -> new ChildLoader<>("SELECT order_id FROM lines", row -> row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("0 parameters in \"SELECT order_id FROM lines\"");
  }
}
