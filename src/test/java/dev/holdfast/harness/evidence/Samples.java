package dev.holdfast.harness.evidence;

import dev.holdfast.harness.Answer;
import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.Verdict;
import dev.holdfast.harness.evidence.ArmEvidence.Judged;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Evidence of claims that nobody ran, for the tests of what is done with evidence. */
final class Samples {
  static final String ONE = "caching.stampede.OneLoad";
  static final String TWO = "caching.stampede.TwoLevels";
  static final String OTHER = "postgres.typed-sql.Batches";

  private Samples() {}

  static Evidence proven(String id) {
    return evidence(id, Verdict.PROVEN, "the subject holds", "it holds", "0123456789abcdef");
  }

  static Evidence evidence(
      String id, Verdict verdict, String reason, String says, String experiment) {
    List<ArmEvidence> arms =
        List.of(
            arm("naive", Role.CONTROL, Condition.FAULT, Answer.NO, Answer.YES),
            arm("own", Role.SUBJECT, Condition.FAULT, Answer.YES, Answer.NO),
            arm("naive", Role.CONTROL, Condition.CALM, Answer.YES, Answer.NO),
            arm("own", Role.SUBJECT, Condition.CALM, Answer.YES, Answer.NO));
    return of(id, verdict, reason, says, experiment, arms);
  }

  /** The claim as it was proven, with one more arm. */
  static Evidence with(Evidence claim, ArmEvidence arm) {
    return of(
        claim.id(),
        claim.verdict(),
        claim.reason(),
        claim.says(),
        claim.experiment(),
        Stream.concat(claim.arms().stream(), Stream.of(arm)).toList());
  }

  static ArmEvidence peer(Answer holds, Answer breaks) {
    return arm("library", Role.PEER, Condition.FAULT, holds, breaks);
  }

  private static Evidence of(
      String id,
      Verdict verdict,
      String reason,
      String says,
      String experiment,
      List<ArmEvidence> arms) {
    String[] parts = id.split("\\.", -1);
    return new Evidence(
        Evidence.SCHEMA,
        "a run",
        id,
        parts[0],
        parts[1],
        "dev.holdfast.ASpec",
        says,
        "its limit",
        "its source",
        "",
        experiment,
        List.of(new Attempt(1, 7, verdict, reason, arms)),
        1.5);
  }

  private static ArmEvidence arm(
      String name, Role role, Condition condition, Answer holds, Answer breaks) {
    Map<String, Judged> answers =
        Map.of(
            "felt", new Judged(condition == Condition.FAULT ? Answer.YES : Answer.NO, ""),
            "holds", new Judged(holds, ""),
            "breaks", new Judged(breaks, ""));
    return new ArmEvidence(
        name,
        role,
        condition,
        "",
        List.of(),
        "1 load",
        null,
        answers,
        List.of(),
        List.of(),
        Map.of("run", 3L),
        null,
        Map.of());
  }
}
