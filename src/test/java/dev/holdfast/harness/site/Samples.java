package dev.holdfast.harness.site;

import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.Verdict;
import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.ArmEvidence.Judged;
import dev.holdfast.harness.evidence.Calibration;
import dev.holdfast.harness.evidence.Evidence;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evidence made by hand: a claim for every way in which a page has to cope. */
final class Samples {
  static final String NASTY = "<script>alert('x')</script> & \"quoted\" </pre></svg>";
  static final String RUN = "c0ffee42";
  static final String SPEC = "dev.holdfast.harness.site.SampleQuestions";

  private Samples() {}

  static SiteInput input() {
    return new SiteInput(
        List.of(late(), proven(), replaced(), migration()),
        Optional.of(SampleParts.manifest()),
        Map.of("caching.stampede", 2L, "messaging.kafka", 3L),
        List.of(
            new Calibration(
                "latency 300 ms",
                "adds at least 300 ms to each answer",
                "304 to 309 ms in 20 of 20"),
            new Calibration(
                "half-open",
                "delivers nothing and closes nothing",
                "0 bytes in 2 s, connection open")),
        List.of(),
        SampleCosts.all(),
        List.of());
  }

  /** Two hundred callers, one load, a library as a peer. */
  static Evidence proven() {
    return SampleParts.evidence(
        "caching",
        "stampede",
        "OneLoadPerKey",
        "One cold key is loaded once, however many callers miss it together",
        "one JVM; callers of other nodes load for themselves",
        "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1;"
            + " https://example.org/memcache.pdf",
        SampleParts.attempt(
            1,
            Verdict.PROVEN,
            "the subject holds, and the control breaks under the fault alone",
            SampleParts.arm(
                "get_load_put",
                Role.CONTROL,
                Condition.FAULT,
                "200 loads",
                SampleHistories.callers(100, 200)),
            SampleParts.arm(
                "single_flight",
                Role.SUBJECT,
                Condition.CALM,
                "1 load",
                SampleHistories.callers(40, 1)),
            SampleParts.arm(
                "single_flight",
                Role.SUBJECT,
                Condition.FAULT,
                "1 load",
                SampleHistories.callers(100, 1)),
            SampleParts.arm(
                "get_load_put",
                Role.CONTROL,
                Condition.CALM,
                "1 load",
                SampleHistories.callers(40, 1)),
            SampleParts.arm("jetcache", Role.PEER, Condition.CALM, "1 load", List.of()),
            SampleParts.arm(
                "jetcache", Role.PEER, Condition.FAULT, "1 load", SampleHistories.callers(60, 1))));
  }

  /** The subject fails, and says so in strings that a page must not believe. */
  static Evidence late() {
    ArmEvidence subject =
        SampleParts.arm(
            "fenced_write",
            Role.SUBJECT,
            Condition.FAULT,
            "1 late write " + NASTY,
            SampleHistories.writes());
    Map<String, Judged> answers = new LinkedHashMap<>(subject.answers());
    answers.put("holds", SampleParts.no("Expecting " + NASTY + "\nto be:\n  0\nbut was:\n  1"));
    return SampleParts.evidence(
        "caching",
        "stampede",
        "ALateWriteIsRefused",
        "A leader that stalled past its lease can neither write nor release " + NASTY,
        "writes that pass by the lease's script",
        "Kleppmann, How to do distributed locking, 2016",
        SampleParts.attempt(
            1,
            Verdict.REFUTED,
            "fenced_write under the fault does not keep its promise",
            SampleParts.arm(
                "lock_set_del",
                Role.CONTROL,
                Condition.CALM,
                "0 late writes",
                SampleHistories.writes()),
            SampleParts.arm(
                "lock_set_del",
                Role.CONTROL,
                Condition.FAULT,
                "1 late write",
                SampleHistories.writes()),
            SampleParts.arm(
                "fenced_write",
                Role.SUBJECT,
                Condition.CALM,
                "0 late writes",
                SampleHistories.writes()),
            SampleParts.with(subject, answers, null, Map.of())));
  }

  /** Nothing could be said, twice; trouble and logs name this machine. */
  static Evidence replaced() {
    String here = Path.of("").toAbsolutePath().toString();
    String trouble =
        "run threw java.io.IOException: no "
            + here
            + "/target/x <b>\n\tat dev.holdfast.Sample.run(Sample.java:7)";
    String log =
        "FATAL: password=hunter2 was wrong\nconnecting to redis://joe:hunter2@db:6379\n" + NASTY;
    ArmEvidence broken =
        SampleParts.with(
            SampleParts.arm("lease", Role.SUBJECT, Condition.FAULT, "", List.of()),
            Map.of(),
            trouble,
            Map.of("redis", log));
    ArmEvidence control =
        SampleParts.arm(
            "lock_without_expiry",
            Role.CONTROL,
            Condition.FAULT,
            "blocked",
            SampleHistories.writes());
    String reason = "lease under the fault: " + trouble;
    return SampleParts.evidence(
        "caching",
        "stampede",
        "ADeadLeaderIsReplaced",
        "A leader that lost Redis is replaced within its lease",
        "clocks that drift by more than a tenth",
        "Gray, Cheriton, Leases, SOSP 1989",
        SampleParts.attempt(1, Verdict.INCONCLUSIVE, reason, control, broken),
        SampleParts.attempt(2, Verdict.INCONCLUSIVE, reason, broken, control));
  }

  /** Long times, several windows, few processes. */
  static Evidence migration() {
    return SampleParts.evidence(
        "postgres",
        "migration",
        "ABackfillSurvivesItsConnection",
        "A backfill goes on where it was when its connection is cut",
        "one backfill at a time",
        "PostgreSQL 18 documentation, chapter 13",
        SampleParts.attempt(
            1,
            Verdict.PROVEN,
            "the subject holds, and the control breaks under the fault alone",
            SampleParts.arm(
                "one_update", Role.CONTROL, Condition.CALM, "20,000 rows once", List.of()),
            SampleParts.arm(
                "one_update",
                Role.CONTROL,
                Condition.FAULT,
                "0 rows kept of 5 attempts",
                SampleHistories.batches(false)),
            SampleParts.arm(
                "keyset_batches", Role.SUBJECT, Condition.CALM, "20,000 rows once", List.of()),
            SampleParts.arm(
                "keyset_batches",
                Role.SUBJECT,
                Condition.FAULT,
                "20,000 rows once",
                SampleHistories.batches(true))));
  }
}
