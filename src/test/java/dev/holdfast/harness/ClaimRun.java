package dev.holdfast.harness;

import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.Attempt;
import dev.holdfast.harness.evidence.Evidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The run of one claim: hands out its arms one by one, and judges when the last of an attempt has
 * ended. An inconclusive attempt is followed by a second, which decides; both are kept.
 */
final class ClaimRun {
  private static final int ATTEMPTS = 2;

  private final ClaimDefinition claim;
  private final Run run;
  private final long began = System.nanoTime();
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<ArmEvidence> ended = new ArrayList<>();
  private List<ArmPlan> waiting;
  private long seed;
  private int handedOut;

  ClaimRun(ClaimDefinition claim, Run run) {
    this.claim = claim;
    this.run = run;
    this.waiting = shuffled();
  }

  /** The next arm, if the claim needs another. Called when the one before has ended. */
  Optional<ArmRun> next() {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    ArmPlan plan = waiting.removeFirst();
    String name =
        "%s-%s-%d"
            .formatted(
                claim.type().getSimpleName().toLowerCase(java.util.Locale.ROOT),
                run.id(),
                handedOut++);
    return Optional.of(new ArmRun(plan, claim, run.environment(), name));
  }

  /** Takes an arm's evidence; the last of a claim brings its verdict. */
  Optional<Evidence> ended(ArmRun arm) {
    if (arm.plan().judged()) {
      ended.add(arm.evidence());
    }
    if (!arm.ready()) {
      // What could not be set up once would cost every other arm its time limit; the missing arms
      // keep the verdict inconclusive.
      waiting.clear();
    }
    if (!waiting.isEmpty()) {
      return Optional.empty();
    }
    Finding finding =
        Proof.judge(claim.declared(), ended.stream().map(ArmEvidence::result).toList());
    attempts.add(
        new Attempt(
            attempts.size() + 1, seed, finding.verdict(), finding.reason(), List.copyOf(ended)));
    if (finding.verdict() == Verdict.INCONCLUSIVE && attempts.size() < ATTEMPTS) {
      ended.clear();
      waiting = shuffled();
      return Optional.empty();
    }
    return Optional.of(run.evidence(claim, attempts, (System.nanoTime() - began) / 1e9));
  }

  private List<ArmPlan> shuffled() {
    seed = run.nextSeed();
    List<ArmPlan> plans = claim.plans();
    List<ArmPlan> order = new ArrayList<>(plans.stream().filter(ArmPlan::judged).toList());
    Collections.shuffle(order, new Random(seed));
    order.addAll(0, plans.stream().filter(plan -> !plan.judged()).toList());
    return order;
  }
}
