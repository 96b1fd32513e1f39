package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.Evidence;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.UniqueId;

/** Is every arm that cannot be judged inconclusive, with its reason, and is nothing else hurt? */
class TroubleInToyExperimentsTest {
  @TempDir private Path directory;

  @Test
  void a_scenario_that_throws_is_inconclusive() {
    assertThat(inconclusive(ToyScenarios.Throws.class).reason())
        .contains("run threw", "the wire is cut", "ToyScenarios.java");
  }

  @Test
  void a_scenario_that_asserts_is_inconclusive_and_no_verdict_on_the_subject() {
    assertThat(inconclusive(ToyScenarios.Asserts.class).reason())
        .contains("run threw", "as if it were a judge");
  }

  @Test
  void an_assumption_that_aborts_an_arm_is_inconclusive() {
    assertThat(inconclusive(ToyScenarios.Assumes.class).reason())
        .contains("naive", "the control is not supported here");
  }

  @Test
  void a_scenario_that_observes_nothing_is_inconclusive() {
    assertThat(inconclusive(ToyScenarios.ObservesNothing.class).reason())
        .contains("it returned null");
  }

  @Test
  void an_arm_that_hangs_is_given_up_with_its_threads_and_the_other_claims_go_on() {
    ToyRun run = ToyRun.of(directory, ToyScenarios.Hangs.class, ToyOutcomes.Right.class);
    assertThat(run.all())
        .extracting(Evidence::verdict)
        .containsExactlyInAnyOrder(Verdict.INCONCLUSIVE, Verdict.PROVEN);
    assertThat(run.all())
        .filteredOn(evidence -> evidence.verdict() == Verdict.INCONCLUSIVE)
        .singleElement()
        .extracting(Evidence::reason)
        .asString()
        .startsWith("naive under the fault:")
        .contains(
            "met its limit of 1 s", "virtual", "CountDownLatch.await", "ToyScenarios$Hangs.run")
        .doesNotContain("runs on");
    assertThat(run.failed()).isTrue();
  }

  @Test
  void a_fault_that_is_left_open_is_inconclusive() {
    assertThat(inconclusive(ToyScenarios.FaultLeftOpen.class).reason())
        .contains("left open: [a lock on the toy]");
  }

  @Test
  void an_inconclusive_attempt_is_followed_by_a_second_and_both_are_kept() {
    ToyScenarios.ThrowsOnce.THROWN.set(false);
    ToyRun run = ToyRun.of(directory, ToyScenarios.ThrowsOnce.class);
    assertThat(run.evidence().attempts())
        .extracting(attempt -> attempt.number() + " " + attempt.verdict())
        .containsExactly("1 INCONCLUSIVE", "2 PROVEN");
    assertThat(run.evidence().attempts().getFirst().reason()).contains("a hiccup");
    assertThat(run.evidence().attempts()).allSatisfy(a -> assertThat(a.arms()).hasSize(4));
    assertThat(run.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(run.failed()).isFalse();
  }

  @Test
  void a_warm_up_that_throws_makes_its_attempt_inconclusive() {
    ToyScenarios.WarmUpThrows.RUNS.set(0);
    ToyRun run = ToyRun.of(directory, ToyScenarios.WarmUpThrows.class);
    assertThat(run.evidence().attempts())
        .extracting(attempt -> attempt.number() + " " + attempt.verdict())
        .containsExactly("1 INCONCLUSIVE", "2 PROVEN");
    assertThat(run.evidence().attempts().getFirst().reason()).contains("in calm", "still cold");
  }

  @Test
  void an_observation_that_cannot_be_written_down_is_never_shown_as_proven() {
    ToyRun run = ToyRun.of(directory, ToyEvidence.UnfitForPaper.class);
    assertThat(run.failed()).isTrue();
    assertThat(run.all()).isEmpty();
    assertThat(directory.resolve("progress.txt")).doesNotExist();
  }

  @Test
  void evidence_that_cannot_be_written_fails_the_run() throws Exception {
    Path file = Files.writeString(directory.resolve("occupied"), "not a folder");
    ToyRun run = ToyRun.of(file, ToyOutcomes.Right.class);
    assertThat(run.failed()).isTrue();
    assertThat(run.all()).isEmpty();
    assertThat(file).hasContent("not a folder");
  }

  @Test
  void what_an_earlier_run_left_does_not_count() throws Exception {
    ToyRun.of(directory, ToyOutcomes.Right.class);
    ToyRun run = ToyRun.of(directory, ToyOutcomes.SubjectFails.class);
    assertThat(run.evidence().id()).isEqualTo("containers.compose.SubjectFails");
    assertThat(Files.readAllLines(directory.resolve("progress.txt"))).hasSize(1);
  }

  @Test
  void a_run_of_single_arms_proves_nothing() {
    for (int arm = 1; arm <= 4; arm++) {
      UniqueId claim =
          UniqueId.forEngine("junit-jupiter")
              .append("class", ToyOutcomes.class.getName())
              .append("nested-class-template", "Right")
              .append("class-template-invocation", "#" + arm);
      ToyRun run = ToyRun.of(directory, selectUniqueId(claim));
      assertThat(run.verdict()).as("arm %d alone", arm).isEqualTo(Verdict.INCONCLUSIVE);
      assertThat(run.reason()).contains("the arm was skipped");
      assertThat(run.failed()).isTrue();
    }
  }

  @Test
  void evidence_names_what_the_faults_did_and_for_how_long() {
    ToyRun run = ToyRun.of(directory, ToyOutcomes.Right.class);
    for (ArmEvidence arm : run.evidence().arms()) {
      assertThat(arm.windows())
          .singleElement()
          .satisfies(
              window -> {
                assertThat(window.fault()).isEqualTo("adversity");
                assertThat(window.real()).isEqualTo(arm.condition() == Condition.FAULT);
                assertThat(window.to()).isGreaterThanOrEqualTo(window.from());
              });
      assertThat(arm.millis()).containsOnlyKeys("set-up", "run", "check", "tear-down");
    }
  }

  private ToyRun inconclusive(Class<?> toy) {
    ToyRun run = ToyRun.of(directory, toy);
    assertThat(run.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(run.evidence().attempts()).hasSize(2);
    assertThat(run.failed()).isTrue();
    return run;
  }
}
