package dev.holdfast.postgres.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypedValueTest {
  @Test
  void a_moment_is_cut_to_the_microsecond_before_and_after_the_epoch() {
    assertThat(TypedValue.MOMENT.normal(Instant.parse("2026-01-01T00:00:00.000000999Z")))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(TypedValue.MOMENT.normal(Instant.parse("1969-12-31T23:59:59.999999999Z")))
        .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
  }

  @Test
  void a_moment_outside_of_the_columns_range_is_refused() {
    for (Instant outside : List.of(Instant.MIN, Instant.MAX)) {
      assertThatThrownBy(() -> TypedValue.MOMENT.normal(outside))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("which timestamptz holds");
    }
  }

  @Test
  void texts_that_cannot_be_stored_are_refused() {
    for (String text : List.of("a\0b", "\0b", "\ud83d", "\ude00\ud83d")) {
      assertThatThrownBy(() -> TypedValue.TEXTS.normal(List.of("fine", text)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(TypedValue.TEXTS.normal(List.of("\ud83d\ude00"))).containsExactly("\ud83d\ude00");
  }
}
