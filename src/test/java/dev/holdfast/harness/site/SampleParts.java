package dev.holdfast.harness.site;

import dev.holdfast.harness.Answer;
import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.Verdict;
import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.ArmEvidence.Judged;
import dev.holdfast.harness.evidence.Attempt;
import dev.holdfast.harness.evidence.Evidence;
import dev.holdfast.harness.evidence.Manifest;
import dev.holdfast.harness.history.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What sample evidence is put together from: arms as a proof demands them, attempts, a manifest.
 */
final class SampleParts {
  private SampleParts() {}

  static ArmEvidence arm(
      String candidate, Role role, Condition condition, String figure, List<Operation> operations) {
    boolean fault = condition == Condition.FAULT;
    boolean broken = role == Role.CONTROL && fault;
    Map<String, Judged> answers = new LinkedHashMap<>();
    answers.put("felt", fault ? yes() : no("Expecting 0 to be greater than 0"));
    answers.put("holds", broken ? no("expected: 1\n but was: " + figure) : yes());
    answers.put("breaks", broken ? yes() : no("Expecting 1 to be at least 180"));
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("answers", 20_000);
    seen.put("longestStall", "PT0.310085387S");
    seen.put("perNode", Map.of("first", 1, "second", List.of(1, 2, 3)));
    seen.put("note", Samples.NASTY);
    seen.put("cuts", strip());
    return new ArmEvidence(
        candidate,
        role,
        condition,
        role == Role.CONTROL
            ? "loads in every caller that misses"
            : role == Role.PEER
                ? "com.alicp.jetcache:jetcache-core 2.7.8; penetration protection on"
                : "",
        role == Role.SUBJECT ? List.of("dev.holdfast.package-info") : List.of(),
        figure,
        seen,
        answers,
        SampleHistories.windows(operations, fault),
        operations,
        new LinkedHashMap<>(Map.of("run", 508L, "check", 4L, "set-up", 120L, "tear-down", 41L)),
        null,
        Map.of());
  }

  /** As it is read back from evidence. */
  private static Map<String, Object> strip() {
    return Map.of(
        "label",
        "bytes of the request " + Samples.NASTY,
        "cells",
        "YYD",
        "legend",
        List.of(
            Map.of("letter", "Y", "tone", "GOOD", "says", "done once"),
            Map.of("letter", "D", "tone", "BAD", "says", "done twice " + Samples.NASTY)));
  }

  static ArmEvidence with(
      ArmEvidence arm,
      Map<String, Judged> answers,
      @Nullable String trouble,
      Map<String, String> logs) {
    return new ArmEvidence(
        arm.candidate(),
        arm.role(),
        arm.condition(),
        arm.note(),
        arm.code(),
        arm.figure(),
        trouble == null ? arm.observation() : null,
        answers,
        arm.windows(),
        arm.operations(),
        arm.millis(),
        trouble,
        logs);
  }

  static Judged yes() {
    return new Judged(Answer.YES, "");
  }

  static Judged no(String message) {
    return new Judged(Answer.NO, message);
  }

  static Manifest manifest() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("JDK", "OpenJDK 64-Bit Server VM 25.0.3+9-LTS");
    facts.put("system", "Linux amd64");
    facts.put("processors", "2");
    facts.put("engine", "20.10.24, overlay2, 2 processors, 7936 MiB");
    facts.put("image holdfast/redis:8.0.2", "sha256:" + "c1e691a6c35b".repeat(5) + "abcd");
    return new Manifest(
        Evidence.SCHEMA,
        Samples.RUN,
        "2026-11-24T03:41:07Z",
        151.3,
        facts,
        List.of(new Manifest.Pause(12.4, 180)));
  }

  static Evidence evidence(
      String chapter,
      String topic,
      String name,
      String says,
      String limit,
      String source,
      Attempt... attempts) {
    String spec =
        chapter.equals("caching") ? Samples.SPEC : "dev.holdfast.postgres.migration.NowhereSpec";
    String id = chapter + "." + topic + "." + name;
    return new Evidence(
        Evidence.SCHEMA,
        Samples.RUN,
        id,
        chapter,
        topic,
        spec,
        says,
        limit,
        source,
        "",
        "e6cfe9b666ca11c7",
        List.of(attempts),
        11.527);
  }

  static Attempt attempt(int number, Verdict verdict, String reason, ArmEvidence... arms) {
    return new Attempt(number, 1_435_286_484, verdict, reason, List.of(arms));
  }
}
