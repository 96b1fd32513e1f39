package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.faults.Faults;

/** Toys with judges that cannot judge. */
@Specification(Outline.CONTAINERS_COMPOSE)
class ToyJudges {

  @Claim(says = "felt is always true", limit = "a toy", source = "none")
  class FeltAlways extends Toy {
    FeltAlways(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen).isNotNull();
    }
  }

  @Claim(says = "felt is never true", limit = "a toy", source = "none")
  class FeltNever extends Toy {
    FeltNever(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen).isNull();
    }
  }

  @Claim(says = "holds is always true", limit = "a toy", source = "none")
  class HoldsAlways extends Toy {
    HoldsAlways(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.failures()).isNotNegative();
    }
  }

  @Claim(says = "holds is never true", limit = "a toy", source = "none")
  class HoldsNever extends Toy {
    HoldsNever(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.failures()).isNegative();
    }
  }

  @Claim(says = "breaks is always true", limit = "a toy", source = "none")
  class BreaksAlways extends Toy {
    BreaksAlways(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.failures()).isNotNegative();
    }
  }

  @Claim(says = "breaks is never true", limit = "a toy", source = "none")
  class BreaksNever extends Toy {
    BreaksNever(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.failures()).isNegative();
    }
  }

  @Claim(says = "breaks is true in calm too", limit = "a toy", source = "none")
  class BreaksInCalm extends Toy {
    BreaksInCalm(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.failures() == OFFERED || !seen.noticed()).isTrue();
    }
  }

  @Claim(says = "the judges judge nothing", limit = "a toy", source = "none")
  class EmptyJudges extends Toy {
    EmptyJudges(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public void felt(Seen seen) {}

    @Override
    public void holds(Seen seen) {}

    @Override
    public void breaks(Seen seen) {}
  }

  @Claim(
      says = "a judge throws something else than an AssertionError",
      limit = "a toy",
      source = "none")
  class JudgeThrows extends Toy {
    JudgeThrows(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public void holds(Seen seen) {
      throw new IllegalArgumentException("a judge lost its way");
    }
  }

  @Claim(says = "the figure cannot be told", limit = "a toy", source = "none")
  class FigureThrows extends Toy {
    FigureThrows(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }

    @Override
    public String figure(Seen seen) {
      throw new AssertionError("no figure");
    }
  }
}
