package dev.holdfast.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.Outline;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Toys whose scenarios do not come to a proper end. */
@Specification(Outline.CONTAINERS_COMPOSE)
class ToyScenarios {

  @Claim(says = "the scenario throws", limit = "a toy", source = "none")
  class Throws extends Toy {
    Throws(Faults faults) {
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
    public Seen run(String candidate) {
      throw new IllegalStateException("the wire is cut");
    }
  }

  @Claim(says = "the scenario asserts", limit = "a toy", source = "none")
  class Asserts extends Toy {
    Asserts(Faults faults) {
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
    public Seen run(String candidate) {
      throw new AssertionError("as if it were a judge");
    }
  }

  @Claim(says = "an assumption aborts an arm", limit = "a toy", source = "none")
  class Assumes extends Toy {
    Assumes(Faults faults) {
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
      assumeTrue(candidate.equals(CAREFUL), "the control is not supported here");
      return super.run(candidate);
    }
  }

  @Claim(says = "the scenario observes nothing", limit = "a toy", source = "none")
  class ObservesNothing extends Toy {
    ObservesNothing(Faults faults) {
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

    @SuppressWarnings("NullAway") // what no spec should do
    @Override
    public Seen run(String candidate) {
      return null;
    }
  }

  @Claim(says = "an arm hangs", limit = "a toy", source = "none", within = 1)
  class Hangs extends Toy {
    Hangs(Faults faults) {
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
      if (faults.real() && candidate.equals(NAIVE)) {
        faults.alongside("a wait without end", () -> new CountDownLatch(1).await(), () -> {});
      }
      return super.run(candidate);
    }
  }

  @Claim(says = "the first arm of all throws", limit = "a toy", source = "none")
  class ThrowsOnce extends Toy {
    static final AtomicBoolean THROWN = new AtomicBoolean();

    ThrowsOnce(Faults faults) {
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
      if (THROWN.compareAndSet(false, true)) {
        throw new IllegalStateException("a hiccup");
      }
      return super.run(candidate);
    }
  }

  @Claim(says = "what warms up throws", limit = "a toy", source = "none", warmUp = true)
  class WarmUpThrows extends Toy {
    static final AtomicInteger RUNS = new AtomicInteger();

    WarmUpThrows(Faults faults) {
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
      if (RUNS.getAndIncrement() == 0) {
        throw new IllegalStateException("still cold");
      }
      return super.run(candidate);
    }
  }

  @Claim(says = "a fault is left open", limit = "a toy", source = "none")
  class FaultLeftOpen extends Toy {
    FaultLeftOpen(Faults faults) {
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
      Fault left = faults.begin("a lock", "the toy", () -> () -> {});
      Seen seen = super.run(candidate);
      return new Seen(seen.noticed() && !left.toString().isEmpty(), OFFERED, seen.failures());
    }
  }
}
