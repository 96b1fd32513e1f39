package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyFilterTest {
  private static final int KEYS = 10_000;
  private static final double WRONG = 0.01;

  @Test
  void every_key_that_was_added_may_be_there_and_few_others_are_taken_for_one() {
    var filter = new KeyFilter(KEYS, WRONG);
    IntStream.range(0, KEYS).parallel().forEach(key -> filter.add("key-" + key));
    assertThat(IntStream.range(0, KEYS)).allMatch(key -> filter.mayContain("key-" + key));
    long wrong =
        IntStream.range(KEYS, 2 * KEYS).filter(key -> filter.mayContain("key-" + key)).count();
    assertThat(wrong).isLessThan((long) (2 * WRONG * KEYS));
  }

  @Test
  void an_empty_one_has_nothing() {
    assertThat(new KeyFilter(1, WRONG).mayContain("")).isFalse();
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new KeyFilter(0, WRONG)).hasMessageContaining("expectedKeys is 0");
    assertThatThrownBy(() -> new KeyFilter(1, 0)).hasMessageContaining("wrong is 0.0");
    assertThatThrownBy(() -> new KeyFilter(1, Double.NaN)).hasMessageContaining("wrong is NaN");
    assertThatThrownBy(() -> new KeyFilter(Integer.MAX_VALUE, WRONG))
        .hasMessageContaining("give each part of them a filter");
  }
}
