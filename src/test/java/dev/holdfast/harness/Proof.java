package dev.holdfast.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The verdict on a claim, from the answers of its arms: a pure function, closed on failure.
 *
 * <p>The rules, in their order, are those of {@link Verdict}. Two go further than a reader may
 * expect. {@code felt} must be false in calm: a judge that is always true cannot witness a fault.
 * And a subject that does not hold is refuted even when it also breaks in the way of the control,
 * since that is what a regression to the naive code looks like.
 */
public final class Proof {
  private Proof() {}

  /**
   * Judges the arms of one attempt.
   *
   * @param declared the labels of all arms that the claim declares, as {@link #label}; fewer or
   *     more are inconclusive
   * @param arms what came of them
   */
  public static Finding judge(Set<String> declared, List<ArmResult> arms) {
    return first(
            () -> troubled(arms),
            () -> incomplete(declared, arms),
            () -> unfelt(arms),
            () -> misattributed(arms),
            () -> vacuous(arms),
            () -> refuted(arms))
        .orElseGet(
            () ->
                new Finding(
                    Verdict.PROVEN,
                    "the subject holds, and the control breaks under the fault alone"));
  }

  /** The name of an arm among the arms of its claim. */
  public static String label(String candidate, Condition condition) {
    return candidate + "/" + condition;
  }

  private static Optional<Finding> incomplete(Set<String> declared, List<ArmResult> arms) {
    for (Role needed : List.of(Role.SUBJECT, Role.CONTROL)) {
      if (arms.stream()
          .noneMatch(arm -> arm.role() == needed && arm.condition() == Condition.FAULT)) {
        return inconclusive(
            "no " + needed.name().toLowerCase(java.util.Locale.ROOT) + " was run under the fault");
      }
    }
    List<String> ran =
        arms.stream().map(arm -> label(arm.candidate(), arm.condition())).sorted().toList();
    List<String> expected = new ArrayList<>(new TreeSet<>(declared));
    return ran.equals(expected)
        ? Optional.empty()
        : inconclusive("declared are the arms %s, run were %s".formatted(expected, ran));
  }

  private static Optional<Finding> troubled(List<ArmResult> arms) {
    for (ArmResult arm : arms) {
      if (arm.trouble() != null) {
        return inconclusive(arm.label() + ": " + arm.trouble());
      }
      if (arm.holds() == Answer.UNCLEAR
          || arm.breaks() == Answer.UNCLEAR
          || arm.felt() == Answer.UNCLEAR) {
        return inconclusive(
            "%s: a judge gave no answer (felt %s, holds %s, breaks %s)"
                .formatted(arm.label(), arm.felt(), arm.holds(), arm.breaks()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> unfelt(List<ArmResult> arms) {
    for (ArmResult arm : arms) {
      boolean felt = arm.felt() == Answer.YES;
      if (felt != (arm.condition() == Condition.FAULT)) {
        return inconclusive(
            arm.label()
                + (felt
                    ? ": felt is true without a fault, so it cannot witness one"
                    : ": the fault was not felt"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> misattributed(List<ArmResult> arms) {
    return find(
        arms,
        arm ->
            arm.role() == Role.CONTROL
                && arm.condition() == Condition.CALM
                && arm.holds() == Answer.NO,
        Verdict.MISATTRIBUTED,
        "does not hold: something other than the fault breaks it");
  }

  private static Optional<Finding> vacuous(List<ArmResult> arms) {
    Predicate<ArmResult> controlUnderFault =
        arm -> arm.role() == Role.CONTROL && arm.condition() == Condition.FAULT;
    return first(
        () ->
            find(
                arms,
                controlUnderFault.and(arm -> arm.holds() == Answer.YES),
                Verdict.VACUOUS,
                "holds: the control survives"),
        () ->
            find(
                arms,
                controlUnderFault.and(arm -> arm.breaks() == Answer.NO),
                Verdict.VACUOUS,
                "does not break as predicted"),
        () ->
            find(
                arms,
                arm -> arm.role() != Role.PEER && arm.outcome() == Outcome.BOTH,
                Verdict.VACUOUS,
                "holds and breaks at once: the judges contradict each other"));
  }

  private static Optional<Finding> refuted(List<ArmResult> arms) {
    return find(
        arms,
        arm -> arm.role() == Role.SUBJECT && arm.holds() == Answer.NO,
        Verdict.REFUTED,
        "does not keep its promise");
  }

  private static Optional<Finding> find(
      List<ArmResult> arms, Predicate<ArmResult> those, Verdict verdict, String why) {
    return arms.stream()
        .filter(those)
        .findFirst()
        .map(arm -> new Finding(verdict, arm.label() + " " + why));
  }

  private static Optional<Finding> inconclusive(String reason) {
    return Optional.of(new Finding(Verdict.INCONCLUSIVE, reason));
  }

  @SafeVarargs
  private static Optional<Finding> first(java.util.function.Supplier<Optional<Finding>>... rules) {
    for (var rule : rules) {
      Optional<Finding> finding = rule.get();
      if (finding.isPresent()) {
        return finding;
      }
    }
    return Optional.empty();
  }
}
