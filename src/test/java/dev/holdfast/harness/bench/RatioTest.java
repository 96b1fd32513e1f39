package dev.holdfast.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.harness.bench.Ratio.Standing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Is a ratio computed from pairs, with an interval that widens as they disagree? */
class RatioTest {
  private static final double EXACT = 1e-9;
  private static final double BY_HAND = 1e-4;

  @Test
  void rounds_that_agree_leave_no_doubt_however_slow_the_machine_was_in_one_of_them() {
    Ratio ratio = Ratio.of(List.of(120.0, 1_200.0, 12.0), List.of(100.0, 1_000.0, 10.0));
    assertThat(ratio.value()).isEqualTo(1.2, within(EXACT));
    assertThat(ratio.low()).isEqualTo(1.2, within(EXACT));
    assertThat(ratio.high()).isEqualTo(1.2, within(EXACT));
  }

  @Test
  void the_interval_is_student_s_on_the_logarithms() {
    // Ratios 1.1, 1.2, 1.1; the factor for two degrees of freedom is 4.3027.
    Ratio ratio = Ratio.of(List.of(110.0, 240.0, 33.0), List.of(100.0, 200.0, 30.0));
    assertThat(ratio.value()).isEqualTo(1.1324, within(BY_HAND));
    assertThat(ratio.low()).isEqualTo(0.9995, within(BY_HAND));
    assertThat(ratio.high()).isEqualTo(1.2829, within(BY_HAND));
  }

  @Test
  void a_ratio_and_its_inverse_say_the_same() {
    List<Double> one = List.of(110.0, 240.0, 33.0);
    List<Double> other = List.of(100.0, 200.0, 30.0);
    Ratio there = Ratio.of(one, other);
    Ratio back = Ratio.of(other, one);
    assertThat(back.value()).isEqualTo(1 / there.value(), within(EXACT));
    assertThat(back.low()).isEqualTo(1 / there.high(), within(EXACT));
  }

  @Test
  void a_bound_is_kept_by_the_whole_interval_or_not_at_all() {
    Ratio ratio = new Ratio(1.2, 1.1, 1.3);
    assertThat(ratio.beside(Optional.of(1.3))).isEqualTo(Standing.WITHIN);
    assertThat(ratio.beside(Optional.of(1.25))).isEqualTo(Standing.OPEN);
    assertThat(ratio.beside(Optional.of(1.1))).isEqualTo(Standing.OPEN);
    assertThat(ratio.beside(Optional.of(1.05))).isEqualTo(Standing.OVER);
    assertThat(ratio.beside(Optional.empty())).isEqualTo(Standing.NOT_ASKED);
  }

  @Test
  void rounds_that_cannot_be_paired_are_refused() {
    List<Double> three = List.of(1.0, 2.0, 3.0);
    assertThatThrownBy(() -> Ratio.of(three, List.of(1.0, 2.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 rounds beside 2");
    assertThatThrownBy(() -> Ratio.of(List.of(1.0, 2.0), List.of(1.0, 2.0)))
        .hasMessageContaining("at least 3");
    assertThatThrownBy(() -> Ratio.of(three, List.of(1.0, 0.0, 3.0)))
        .hasMessageContaining("a call took 0.0");
    assertThatThrownBy(() -> Ratio.of(List.of(1.0, Double.NaN, 3.0), three))
        .hasMessageContaining("a call took NaN");
  }
}
