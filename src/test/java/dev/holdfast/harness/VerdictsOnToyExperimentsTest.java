package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.evidence.Evidence;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** Does a proof come to the right verdict for each way in which it can be wrong? */
class VerdictsOnToyExperimentsTest {
  @TempDir private Path directory;

  @Test
  void a_claim_whose_arms_are_all_as_wanted_is_proven() {
    ToyRun run = ToyRun.of(directory, ToyOutcomes.Right.class);
    assertThat(run.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(run.failed()).isFalse();
    assertThat(run.outcomes())
        .containsExactly(
            "careful/CALM HELD", "careful/FAULT HELD", "naive/CALM HELD", "naive/FAULT BROKE");
    assertThat(run.evidence().attempts()).hasSize(1);
  }

  @Test
  void what_a_run_does_not_select_is_not_run() {
    var both = new Class<?>[] {ToyOutcomes.Right.class, ToyOutcomes.SubjectFails.class};
    var selectors =
        Stream.of(both).map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new);
    ToyRun run = ToyRun.selecting("Right", directory, selectors);
    assertThat(run.all()).extracting(Evidence::id).singleElement().asString().endsWith(".Right");
    assertThat(run.failed()).isFalse();
  }

  @Test
  void a_control_that_survives_makes_it_vacuous() {
    ToyRun run = refused(ToyOutcomes.ControlSurvives.class, Verdict.VACUOUS);
    assertThat(run.reason()).isEqualTo("naive under the fault holds: the control survives");
  }

  @Test
  void a_control_that_fails_in_calm_makes_it_misattributed() {
    ToyRun run = refused(ToyOutcomes.ControlFailsInCalm.class, Verdict.MISATTRIBUTED);
    assertThat(run.reason()).startsWith("naive in calm does not hold");
  }

  @Test
  void a_control_that_breaks_without_its_predicted_magnitude_makes_it_vacuous() {
    ToyRun run = refused(ToyOutcomes.ControlFailsLess.class, Verdict.VACUOUS);
    assertThat(run.reason()).isEqualTo("naive under the fault does not break as predicted");
  }

  @Test
  void a_subject_that_fails_a_little_is_refuted() {
    ToyRun run = refused(ToyOutcomes.SubjectFails.class, Verdict.REFUTED);
    assertThat(run.reason()).startsWith("careful under the fault does not keep its promise");
  }

  @Test
  void a_subject_that_fails_in_calm_is_refuted() {
    ToyRun run = refused(ToyOutcomes.SubjectFailsInCalm.class, Verdict.REFUTED);
    assertThat(run.reason()).startsWith("careful in calm does not keep its promise");
  }

  @Test
  void a_subject_that_breaks_as_the_control_does_is_refuted() {
    refused(ToyOutcomes.SubjectIsNaive.class, Verdict.REFUTED);
  }

  @Test
  void a_subject_that_does_nothing_is_refuted() {
    refused(ToyOutcomes.SubjectIdles.class, Verdict.REFUTED);
  }

  @Test
  void a_peer_that_breaks_is_recorded_and_does_not_matter() {
    ToyRun run = ToyRun.of(directory, ToyOutcomes.PeerBreaks.class);
    assertThat(run.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(run.outcomes()).contains("library/CALM HELD", "library/FAULT BROKE");
    assertThat(run.evidence().arms())
        .filteredOn(arm -> arm.role() == Role.PEER)
        .extracting(arm -> arm.note())
        .allSatisfy(
            note -> assertThat(note).matches("org.assertj:assertj-core [0-9.]+; as it comes"));
  }

  @Test
  void a_claim_without_calm_is_proven_by_its_arms_under_the_fault() {
    ToyRun run = ToyRun.of(directory, ToyOutcomes.WithoutCalm.class);
    assertThat(run.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(run.outcomes()).containsExactly("careful/FAULT HELD", "naive/FAULT BROKE");
    assertThat(run.evidence().noCalm()).isEqualTo("there is no calm");
  }

  @Test
  void what_warms_up_is_not_judged() {
    ToyRun run = ToyRun.of(directory, ToyOutcomes.WithWarmUp.class);
    assertThat(run.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(run.outcomes()).hasSize(4);
    assertThat(run.events().testEvents().succeeded().count()).isEqualTo(6);
  }

  @Test
  void a_felt_that_is_always_true_witnesses_nothing() {
    ToyRun run = refused(ToyJudges.FeltAlways.class, Verdict.INCONCLUSIVE);
    assertThat(run.reason()).contains("in calm: felt is true without a fault");
  }

  @Test
  void a_felt_that_is_never_true_leaves_the_fault_unwitnessed() {
    ToyRun run = refused(ToyJudges.FeltNever.class, Verdict.INCONCLUSIVE);
    assertThat(run.reason()).contains("under the fault: the fault was not felt");
  }

  @Test
  void a_holds_that_is_always_true_makes_it_vacuous() {
    refused(ToyJudges.HoldsAlways.class, Verdict.VACUOUS);
  }

  @Test
  void a_holds_that_is_never_true_makes_it_misattributed() {
    refused(ToyJudges.HoldsNever.class, Verdict.MISATTRIBUTED);
  }

  @Test
  void a_breaks_that_is_always_true_contradicts_holds() {
    ToyRun run = refused(ToyJudges.BreaksAlways.class, Verdict.VACUOUS);
    assertThat(run.reason()).contains("the judges contradict each other");
  }

  @Test
  void a_breaks_that_is_true_in_calm_contradicts_holds() {
    ToyRun run = refused(ToyJudges.BreaksInCalm.class, Verdict.VACUOUS);
    assertThat(run.reason()).contains("in calm holds and breaks at once");
  }

  @Test
  void a_breaks_that_is_never_true_makes_it_vacuous() {
    refused(ToyJudges.BreaksNever.class, Verdict.VACUOUS);
  }

  @Test
  void empty_judges_prove_nothing() {
    refused(ToyJudges.EmptyJudges.class, Verdict.INCONCLUSIVE);
  }

  @Test
  void a_judge_that_throws_anything_but_an_assertion_error_says_neither_yes_nor_no() {
    ToyRun run = refused(ToyJudges.JudgeThrows.class, Verdict.INCONCLUSIVE);
    assertThat(run.reason()).contains("a judge gave no answer", "holds UNCLEAR");
    assertThat(run.evidence().arms().getFirst().answers())
        .extractingByKey("holds")
        .asString()
        .contains("a judge lost its way");
  }

  @Test
  void a_figure_that_throws_is_a_trouble_of_its_own() {
    ToyRun run = refused(ToyJudges.FigureThrows.class, Verdict.INCONCLUSIVE);
    assertThat(run.reason()).contains("figure threw", "no figure");
    assertThat(run.evidence().arms().getFirst().answers()).hasSize(3);
  }

  /** Not proven: neither in the evidence, nor for JUnit, nor in what people follow. */
  private ToyRun refused(Class<?> toy, Verdict verdict) {
    ToyRun run = ToyRun.of(directory, toy);
    assertThat(run.verdict()).isEqualTo(verdict);
    assertThat(run.failed()).isTrue();
    assertThat(directory.resolve("progress.txt")).content().startsWith(verdict.name());
    assertThat(run.evidence().attempts()).hasSize(verdict == Verdict.INCONCLUSIVE ? 2 : 1);
    return run;
  }
}
