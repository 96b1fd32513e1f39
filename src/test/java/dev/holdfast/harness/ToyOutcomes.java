package dev.holdfast.harness;

import dev.holdfast.Outline;
import dev.holdfast.harness.faults.Faults;

/** Toys whose arms all end, and whose candidates fare otherwise than they should. */
@Specification(Outline.CONTAINERS_COMPOSE)
class ToyOutcomes {

  @Claim(says = "all is as it should be", limit = "a toy", source = "none")
  class Right extends Toy {
    Right(Faults faults) {
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
  }

  @Claim(says = "the control does not break", limit = "a toy", source = "none")
  class ControlSurvives extends Toy {
    ControlSurvives(Faults faults) {
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
    int failures(String candidate) {
      return 0;
    }
  }

  @Claim(
      says = "something other than the fault breaks the control",
      limit = "a toy",
      source = "none")
  class ControlFailsInCalm extends Toy {
    ControlFailsInCalm(Faults faults) {
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
    int failures(String candidate) {
      return candidate.equals(NAIVE) ? OFFERED : 0;
    }
  }

  @Claim(
      says = "the control breaks, though not as much as predicted",
      limit = "a toy",
      source = "none")
  class ControlFailsLess extends Toy {
    ControlFailsLess(Faults faults) {
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
    int failures(String candidate) {
      return Math.min(1, super.failures(candidate));
    }
  }

  @Claim(says = "the subject fails a little", limit = "a toy", source = "none")
  class SubjectFails extends Toy {
    SubjectFails(Faults faults) {
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
    int failures(String candidate) {
      return faults.real() ? candidate.equals(NAIVE) ? OFFERED : 1 : 0;
    }
  }

  @Claim(says = "the subject fails without a fault", limit = "a toy", source = "none")
  class SubjectFailsInCalm extends Toy {
    SubjectFailsInCalm(Faults faults) {
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
    int failures(String candidate) {
      return faults.real() == candidate.equals(NAIVE) ? OFFERED : 0;
    }
  }

  @Claim(says = "the subject fails as the control does", limit = "a toy", source = "none")
  class SubjectIsNaive extends Toy {
    SubjectIsNaive(Faults faults) {
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
    int failures(String candidate) {
      return faults.real() ? OFFERED : 0;
    }
  }

  @Claim(says = "the subject does nothing at all", limit = "a toy", source = "none")
  class SubjectIdles extends Toy {
    SubjectIdles(Faults faults) {
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
    public Seen run(String candidate) throws Exception {
      Seen seen = super.run(candidate);
      return candidate.equals(CAREFUL) ? new Seen(seen.noticed(), 0, 0) : seen;
    }
  }

  @Claim(says = "a known library breaks", limit = "a toy", source = "none")
  class PeerBreaks extends Toy {
    PeerBreaks(Faults faults) {
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

    @Peer(artifact = "org.assertj:assertj-core", configured = "as it comes")
    String library() {
      return NAIVE;
    }
  }

  @Claim(
      says = "a calm arm makes no sense",
      limit = "a toy",
      source = "none",
      noCalm = "there is no calm")
  class WithoutCalm extends Toy {
    WithoutCalm(Faults faults) {
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
  }

  @Claim(says = "start-up cost would show", limit = "a toy", source = "none", warmUp = true)
  class WithWarmUp extends Toy {
    WithWarmUp(Faults faults) {
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
  }
}
