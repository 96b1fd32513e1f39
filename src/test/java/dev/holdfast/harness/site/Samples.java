package dev.holdfast.harness.site;

import dev.holdfast.harness.Answer;
import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.Verdict;
import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.ArmEvidence.Judged;
import dev.holdfast.harness.evidence.Attempt;
import dev.holdfast.harness.evidence.Calibration;
import dev.holdfast.harness.evidence.Evidence;
import dev.holdfast.harness.evidence.Manifest;
import dev.holdfast.harness.history.Operation;
import dev.holdfast.harness.history.Operation.Told;
import dev.holdfast.harness.history.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Evidence made by hand: a claim for every way in which a page has to cope. */
final class Samples {
  static final String NASTY = "<script>alert('x')</script> & \"quoted\" </pre></svg>";
  static final String RUN = "c0ffee42";
  private static final String SPEC = "dev.holdfast.harness.site.SampleQuestions";
  private static final long MILLI = 1_000_000;

  private Samples() {}

  static SiteInput input() {
    return new SiteInput(
        List.of(late(), proven(), replaced(), migration()),
        Optional.of(manifest()),
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
        List.of());
  }

  /** Two hundred callers, one load, a library as a peer. */
  static Evidence proven() {
    return evidence(
        "caching",
        "stampede",
        "OneLoadPerKey",
        "One cold key is loaded once, however many callers miss it together",
        "one JVM; callers of other nodes load for themselves",
        "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1;"
            + " https://example.org/memcache.pdf",
        attempt(
            1,
            Verdict.PROVEN,
            "the subject holds, and the control breaks under the fault alone",
            arm("get_load_put", Role.CONTROL, Condition.FAULT, "200 loads", callers(100, 200)),
            arm("single_flight", Role.SUBJECT, Condition.CALM, "1 load", callers(40, 1)),
            arm("single_flight", Role.SUBJECT, Condition.FAULT, "1 load", callers(100, 1)),
            arm("get_load_put", Role.CONTROL, Condition.CALM, "1 load", callers(40, 1)),
            arm("jetcache", Role.PEER, Condition.CALM, "1 load", List.of()),
            arm("jetcache", Role.PEER, Condition.FAULT, "1 load", callers(60, 1))));
  }

  /** The subject fails, and says so in strings that a page must not believe. */
  static Evidence late() {
    ArmEvidence subject =
        arm("fenced_write", Role.SUBJECT, Condition.FAULT, "1 late write " + NASTY, writes());
    Map<String, Judged> answers = new LinkedHashMap<>(subject.answers());
    answers.put(
        "holds", new Judged(Answer.NO, "Expecting " + NASTY + "\nto be:\n  0\nbut was:\n  1"));
    return evidence(
        "caching",
        "stampede",
        "ALateWriteIsRefused",
        "A leader that stalled past its lease can neither write nor release " + NASTY,
        "writes that pass by the lease's script",
        "Kleppmann, How to do distributed locking, 2016",
        attempt(
            1,
            Verdict.REFUTED,
            "fenced_write under the fault does not keep its promise",
            arm("lock_set_del", Role.CONTROL, Condition.CALM, "0 late writes", writes()),
            arm("lock_set_del", Role.CONTROL, Condition.FAULT, "1 late write", writes()),
            arm("fenced_write", Role.SUBJECT, Condition.CALM, "0 late writes", writes()),
            with(subject, answers, null, Map.of())));
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
        with(
            arm("lease", Role.SUBJECT, Condition.FAULT, "", List.of()),
            Map.of(),
            trouble,
            Map.of("redis", log));
    ArmEvidence control =
        arm("lock_without_expiry", Role.CONTROL, Condition.FAULT, "blocked", writes());
    String reason = "lease under the fault: " + trouble;
    return evidence(
        "caching",
        "stampede",
        "ADeadLeaderIsReplaced",
        "A leader that lost Redis is replaced within its lease",
        "clocks that drift by more than a tenth",
        "Gray, Cheriton, Leases, SOSP 1989",
        attempt(1, Verdict.INCONCLUSIVE, reason, control, broken),
        attempt(2, Verdict.INCONCLUSIVE, reason, broken, control));
  }

  /** Long times, several windows, few processes. */
  static Evidence migration() {
    return evidence(
        "postgres",
        "migration",
        "ABackfillSurvivesItsConnection",
        "A backfill goes on where it was when its connection is cut",
        "one backfill at a time",
        "PostgreSQL 18 documentation, chapter 13",
        attempt(
            1,
            Verdict.PROVEN,
            "the subject holds, and the control breaks under the fault alone",
            arm("one_update", Role.CONTROL, Condition.CALM, "20,000 rows once", List.of()),
            arm(
                "one_update",
                Role.CONTROL,
                Condition.FAULT,
                "0 rows kept of 5 attempts",
                batches(false)),
            arm("keyset_batches", Role.SUBJECT, Condition.CALM, "20,000 rows once", List.of()),
            arm(
                "keyset_batches",
                Role.SUBJECT,
                Condition.FAULT,
                "20,000 rows once",
                batches(true))));
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
        RUN,
        "2026-11-24T03:41:07Z",
        151.3,
        facts,
        List.of(new Manifest.Pause(12.4, 180)));
  }

  private static Evidence evidence(
      String chapter,
      String topic,
      String name,
      String says,
      String limit,
      String source,
      Attempt... attempts) {
    String spec = chapter.equals("caching") ? SPEC : "dev.holdfast.postgres.migration.NowhereSpec";
    String id = chapter + "." + topic + "." + name;
    return new Evidence(
        Evidence.SCHEMA,
        RUN,
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

  private static Attempt attempt(int number, Verdict verdict, String reason, ArmEvidence... arms) {
    return new Attempt(number, 1_435_286_484, verdict, reason, List.of(arms));
  }

  private static ArmEvidence arm(
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
    seen.put("note", NASTY);
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
        windows(operations, fault),
        operations,
        new LinkedHashMap<>(Map.of("run", 508L, "check", 4L, "set-up", 120L, "tear-down", 41L)),
        null,
        Map.of());
  }

  private static ArmEvidence with(
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

  private static List<Window> windows(List<Operation> operations, boolean real) {
    if (operations.isEmpty()) {
      return List.of();
    }
    if (operations.getFirst().action().equals("batch")) {
      return List.of(600, 1_400, 2_200, 3_000, 3_800).stream()
          .map(
              at ->
                  new Window(
                      "the connection is cut",
                      "the link to postgres",
                      at * MILLI,
                      (at + 40) * MILLI,
                      real))
          .toList();
    }
    return List.of(new Window("200 callers at once", "", 240 * MILLI, 460 * MILLI, real));
  }

  private static List<Operation> callers(int calls, int loads) {
    Random random = new Random(7);
    List<Operation> operations = new ArrayList<>();
    for (int call = 0; call < calls; call++) {
      long at = (240 + random.nextInt(30)) * MILLI;
      operations.add(
          new Operation(
              "caller " + call,
              "get",
              "42.00",
              at,
              (445 + random.nextInt(12)) * MILLI,
              told(call)));
    }
    for (int load = 0; load < loads && load < 100; load++) {
      long at = (242 + random.nextInt(30)) * MILLI;
      operations.add(new Operation("origin " + load, "load", NASTY, at, at + 190 * MILLI, Told.OK));
    }
    return sorted(operations);
  }

  private static List<Operation> writes() {
    long at = 200 * MILLI;
    return sorted(
        List.of(
            new Operation("leader", "acquire", "token 33", at, at + 9 * MILLI, Told.OK),
            new Operation(
                "leader",
                "write",
                NASTY,
                at + 50 * MILLI,
                at + Duration.ofMillis(1_700).toNanos(),
                Told.INDETERMINATE),
            new Operation(
                "successor", "acquire", "token 34", at + 600 * MILLI, at + 612 * MILLI, Told.OK),
            new Operation(
                "successor", "write", "42.00", at + 640 * MILLI, at + 880 * MILLI, Told.OK),
            new Operation(
                "leader",
                "release",
                "token 33",
                at + 1_702 * MILLI,
                at + 1_900 * MILLI,
                Told.FAILED)));
  }

  private static List<Operation> batches(boolean kept) {
    List<Operation> operations = new ArrayList<>();
    for (int batch = 0; batch < 42; batch++) {
      boolean cut = batch % 8 == 6;
      Told told = cut ? Told.INDETERMINATE : kept ? Told.OK : Told.FAILED;
      operations.add(
          new Operation(
              "backfill",
              "batch",
              "rows " + batch * 500,
              batch * 100 * MILLI,
              (batch * 100 + 85) * MILLI,
              told));
    }
    return operations;
  }

  private static Told told(int call) {
    return call % 40 == 39 ? Told.FAILED : call % 27 == 26 ? Told.INDETERMINATE : Told.OK;
  }

  private static List<Operation> sorted(List<Operation> operations) {
    return operations.stream()
        .sorted(java.util.Comparator.comparingLong(Operation::invoked))
        .toList();
  }

  private static Judged yes() {
    return new Judged(Answer.YES, "");
  }

  private static Judged no(String message) {
    return new Judged(Answer.NO, message);
  }
}
