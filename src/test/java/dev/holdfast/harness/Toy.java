package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;

/**
 * An experiment in which everything is right and nothing is real: under the fault the naive
 * candidate fails at each of ten offered pieces of work. The toys deviate from it in one way each.
 */
abstract class Toy implements Experiment<String, Toy.Seen> {
  static final String CAREFUL = "careful";
  static final String NAIVE = "naive";
  static final int OFFERED = 10;

  final Faults faults;

  Toy(Faults faults) {
    this.faults = faults;
  }

  record Seen(boolean noticed, int done, int failures) {}

  @Override
  public Seen run(String candidate) throws Exception {
    try (Fault _ = faults.begin("adversity", "the toy", () -> () -> {})) {
      return new Seen(faults.real(), OFFERED, failures(candidate));
    }
  }

  int failures(String candidate) {
    return faults.real() && candidate.equals(NAIVE) ? OFFERED : 0;
  }

  @Override
  public void felt(Seen seen) {
    assertThat(seen.noticed()).isTrue();
  }

  @Override
  public void holds(Seen seen) {
    assertThat(seen.done()).isEqualTo(OFFERED);
    assertThat(seen.failures()).isZero();
  }

  @Override
  public void breaks(Seen seen) {
    assertThat(seen.failures()).isEqualTo(OFFERED);
  }

  @Override
  public String figure(Seen seen) {
    return seen.failures() + " failures";
  }
}
