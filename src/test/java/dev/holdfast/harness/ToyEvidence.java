package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.faults.Faults;
import java.util.ArrayList;
import java.util.List;

/** A toy that would be proven, if only its evidence could be written down. */
@Specification(Outline.CONTAINERS_COMPOSE)
class ToyEvidence {

  @Claim(says = "what was seen cannot be written down", limit = "a toy", source = "none")
  class UnfitForPaper implements Experiment<String, UnfitForPaper.Loop> {
    private final Faults faults;

    UnfitForPaper(Faults faults) {
      this.faults = faults;
    }

    record Loop(boolean noticed, boolean failed, List<Object> itself) {}

    @Subject
    String careful() {
      return Toy.CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return Toy.NAIVE;
    }

    @Override
    public Loop run(String candidate) {
      List<Object> itself = new ArrayList<>();
      itself.add(itself);
      return new Loop(faults.real(), faults.real() && candidate.equals(Toy.NAIVE), itself);
    }

    @Override
    public void felt(Loop seen) {
      assertThat(seen.noticed()).isTrue();
    }

    @Override
    public void holds(Loop seen) {
      assertThat(seen.failed()).isFalse();
    }

    @Override
    public void breaks(Loop seen) {
      assertThat(seen.failed()).isTrue();
    }

    @Override
    public String figure(Loop seen) {
      return "a loop";
    }
  }
}
