package dev.holdfast.harness;

import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.Attempt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

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
  private @Nullable ArmRun handedOut;
  private long seed;
  private int arms;

  private ClaimRun(ClaimDefinition claim, Run run) {
    this.claim = claim;
    this.run = run;
    this.waiting = shuffled();
  }

  /**
   * Begins a claim's run.
   *
   * @throws IllegalStateException when the claim is not declared as one; that is its evidence then
   */
  static ClaimRun of(ClaimDefinition claim, Run run) {
    try {
      claim.check();
      return new ClaimRun(claim, run);
    } catch (IllegalStateException e) {
      String reason = "its declaration: " + e.getMessage();
      run.evidence(claim, List.of(new Attempt(1, 0, Verdict.INCONCLUSIVE, reason, List.of())), 0);
      throw e;
    }
  }

  /**
   * The next arm, if the claim needs another. Called when the one before has ended, or was left out
   * by a run of single arms, which decides nothing.
   */
  Optional<ArmRun> next() {
    ArmRun before = handedOut;
    if (before != null) {
      before.tearDown();
      end(before);
    }
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    ArmPlan plan = waiting.removeFirst();
    String name =
        "%s-%s-%d"
            .formatted(
                claim.type().getSimpleName().toLowerCase(java.util.Locale.ROOT), run.id(), arms++);
    handedOut = new ArmRun(plan, claim, run.environment(), name);
    return Optional.of(handedOut);
  }

  /**
   * Takes an arm's evidence; the last of a claim brings its verdict.
   *
   * @throws AssertionError unless that is PROVEN
   */
  void end(ArmRun arm) {
    handedOut = null;
    if (arm.plan().judged() || arm.troubled()) {
      ended.add(arm.evidence());
    }
    if (!arm.began()) {
      // What could not be set up once would cost every other arm its time limit; the missing arms
      // keep the verdict inconclusive.
      waiting.clear();
    }
    if (waiting.isEmpty()) {
      judge();
    }
  }

  private void judge() {
    Finding finding =
        Proof.judge(claim.declared(), ended.stream().map(ArmEvidence::result).toList());
    attempts.add(
        new Attempt(
            attempts.size() + 1, seed, finding.verdict(), finding.reason(), List.copyOf(ended)));
    if (finding.verdict() == Verdict.INCONCLUSIVE && attempts.size() < ATTEMPTS) {
      ended.clear();
      waiting = shuffled();
      return;
    }
    run.evidence(claim, attempts, (System.nanoTime() - began) / 1e9);
    if (finding.verdict() != Verdict.PROVEN) {
      throw new AssertionError(claim.id() + " is " + finding.verdict() + ": " + finding.reason());
    }
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
