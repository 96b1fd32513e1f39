package dev.holdfast.harness;

import dev.holdfast.Outline;
import dev.holdfast.harness.faults.Faults;

/** A toy with the id of another one, as two people may write it. */
@Specification(Outline.CONTAINERS_COMPOSE)
class ToyTwin {

  @Claim(says = "all is as it should be, again", limit = "a toy", source = "none")
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
}
