package dev.holdfast.harness.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Can an expired hot key take the database down? A question that only the site's own test asks:
 * what it shows is made by hand, and no experiment is run.
 *
 * <p>Its classes have the shape of claims, so that pages can show their {@code run} and judges.
 */
final class SampleQuestions {
  private static final int CALLERS = 200;

  /** What one arm saw. */
  record Loads(int answers, int loads, int waited) {}

  /** Shaped like a claim. */
  final class OneLoadPerKey {
    private final List<String> loads = new ArrayList<>();

    Loads run(Function<String, String> cache) {
      // All callers meet the cold key at once; in calm they come one after the other.
      List<String> answers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        answers.add(cache.apply("price <script>alert(1)</script> & \"more\""));
      }
      return new Loads(answers.size(), loads.size(), CALLERS - loads.size());
    }

    void felt(Loads seen) {
      assertThat(seen.waited()).isPositive();
    }

    void holds(Loads seen) {
      assertThat(seen.answers()).isEqualTo(CALLERS);
      assertThat(seen.loads()).isOne();
    }

    void breaks(Loads seen) {
      assertThat(seen.loads()).isGreaterThanOrEqualTo(180);
    }

    Object get_load_put() {
      return new NaiveSample();
    }
  }

  /** Shaped like a claim. */
  final class ALateWriteIsRefused {
    Loads run(Function<String, String> cache) {
      return new Loads(cache.apply("late").length(), 1, 0);
    }
  }
}
