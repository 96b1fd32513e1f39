package dev.holdfast.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.Outline;
import dev.holdfast.harness.faults.Faults;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Toys that are declared wrongly, or cannot be set up. */
@Specification(Outline.CONTAINERS_COMPOSE)
class ToyDeclarations {

  @Claim(says = "there are two subjects", limit = "a toy", source = "none")
  class TwoSubjects extends Toy {
    TwoSubjects(Faults faults) {
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

    @Subject
    String cautious() {
      return CAREFUL;
    }
  }

  @Claim(says = "there is no subject", limit = "a toy", source = "none")
  class NoSubject extends Toy {
    NoSubject(Faults faults) {
      super(faults);
    }

    @Control(differs = "takes no care")
    String naive() {
      return NAIVE;
    }
  }

  @Claim(says = "there is no control", limit = "a toy", source = "none")
  class NoControl extends Toy {
    NoControl(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }
  }

  @Claim(says = "the peer is not on the class path", limit = "a toy", source = "none")
  class AbsentPeer extends Toy {
    AbsentPeer(Faults faults) {
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

    @Peer(artifact = "org.example:no-such-library", configured = "as it comes")
    String library() {
      return NAIVE;
    }
  }

  @Claim(says = "a candidate's factory has a parameter", limit = "a toy", source = "none")
  class FactoryAsks extends Toy {
    FactoryAsks(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "asks")
    String naive(String what) {
      return what;
    }
  }

  @Claim(says = "a candidate cannot be made", limit = "a toy", source = "none")
  class FactoryThrows extends Toy {
    FactoryThrows(Faults faults) {
      super(faults);
    }

    @Subject
    String careful() {
      return CAREFUL;
    }

    @Control(differs = "cannot be made")
    String naive() {
      throw new IllegalStateException("no such candidate");
    }
  }

  @Claim(says = "the claim cannot be set up", limit = "a toy", source = "none")
  class ConstructorThrows extends Toy {
    ConstructorThrows(Faults faults) {
      super(faults);
      throw new IllegalStateException("no such server");
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

  @Claim(says = "the claim's set-up is not supported", limit = "a toy", source = "none")
  class ConstructorAssumes extends Toy {
    ConstructorAssumes(Faults faults) {
      super(faults);
      assumeTrue(faults == null, "not on this host");
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

  @Claim(says = "an arm hangs before its scenario", limit = "a toy", source = "none", within = 1)
  class ConstructorHangs extends Toy {
    ConstructorHangs(Faults faults) throws InterruptedException {
      super(faults);
      new CountDownLatch(1).await();
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

  @Claim(says = "the claim asks for what nobody lends", limit = "a toy", source = "none")
  class ConstructorAsks extends Toy {
    ConstructorAsks(Faults faults, Thread stranger) {
      super(faults);
      stranger.start();
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

  @Claim(says = "a test of its own fails", limit = "a toy", source = "none")
  class OwnTest extends Toy {
    OwnTest(Faults faults) {
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

    @Test
    void ofItsOwn() {
      throw new IllegalStateException("a test of its own");
    }
  }
}
