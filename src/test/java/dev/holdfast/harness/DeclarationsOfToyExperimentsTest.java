package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Is a claim that is declared wrongly, or cannot be set up, told from one that is refuted? */
class DeclarationsOfToyExperimentsTest {
  @TempDir private Path directory;

  @Test
  void a_second_subject_is_refused_before_anything_runs() {
    refused(ToyDeclarations.TwoSubjects.class, "needs exactly one @Subject");
  }

  @Test
  void a_missing_subject_is_refused_before_anything_runs() {
    refused(ToyDeclarations.NoSubject.class, "needs exactly one @Subject");
  }

  @Test
  void a_missing_control_is_refused_before_anything_runs() {
    refused(ToyDeclarations.NoControl.class, "needs a @Control");
  }

  @Test
  void a_peer_that_is_not_on_the_class_path_is_refused_before_anything_runs() {
    refused(ToyDeclarations.AbsentPeer.class, "org.example:no-such-library is not on the class");
  }

  @Test
  void a_factory_with_a_parameter_is_refused_before_anything_runs() {
    refused(ToyDeclarations.FactoryAsks.class, "naive(java.lang.String) must be an instance");
  }

  @Test
  void a_factory_that_throws_is_inconclusive_with_its_reason() {
    assertThat(inconclusive(ToyDeclarations.FactoryThrows.class).reason())
        .contains("naive", "no such candidate");
  }

  @Test
  void a_constructor_that_throws_ends_each_attempt_with_its_reason() {
    ToyRun run = inconclusive(ToyDeclarations.ConstructorThrows.class);
    assertThat(run.reason()).contains("set-up threw", "no such server");
    assertThat(run.evidence().attempts()).allSatisfy(a -> assertThat(a.arms()).hasSize(1));
  }

  @Test
  void a_constructor_that_assumes_is_inconclusive_with_its_reason() {
    assertThat(inconclusive(ToyDeclarations.ConstructorAssumes.class).reason())
        .contains("set-up threw", "not on this host");
  }

  @Test
  void a_constructor_that_hangs_is_given_up_at_the_limit() {
    assertThat(inconclusive(ToyDeclarations.ConstructorHangs.class).reason())
        .contains("set-up threw", "met its limit of 1 s", "ToyDeclarations$ConstructorHangs");
  }

  @Test
  void a_constructor_that_asks_for_what_nobody_lends_is_inconclusive_with_its_reason() {
    assertThat(inconclusive(ToyDeclarations.ConstructorAsks.class).reason())
        .contains("java.lang.Thread stranger");
  }

  @Test
  void a_test_of_a_claim_of_its_own_that_fails_is_inconclusive() {
    assertThat(inconclusive(ToyDeclarations.OwnTest.class).reason()).contains("a test of its own");
  }

  @Test
  void two_claims_with_one_id_are_refused() {
    assertThatThrownBy(() -> Catalogue.claims(List.of(ToyOutcomes.class, ToyTwin.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("containers.compose.Right")
        .hasMessageContaining("ToyTwin");
  }

  @Test
  void the_catalogue_lists_claims_by_id() {
    assertThat(Catalogue.claims(List.of(ToyScenarios.class, ToyTwin.class)))
        .extracting(ClaimDefinition::id)
        .isSorted()
        .contains("containers.compose.Hangs", "containers.compose.Right")
        .hasSize(9);
  }

  @Test
  void a_class_that_is_no_claim_has_no_definition() {
    assertThatThrownBy(() -> new ClaimDefinition(String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String is not annotated with @Claim");
  }

  private void refused(Class<?> toy, String reason) {
    ToyRun run = ToyRun.of(directory, toy);
    assertThat(run.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(run.reason()).startsWith("its declaration: ").contains(reason);
    assertThat(run.evidence().attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.arms()).isEmpty());
    assertThat(run.failed()).isTrue();
    assertThat(run.events().testEvents().started().count()).isZero();
  }

  private ToyRun inconclusive(Class<?> toy) {
    ToyRun run = ToyRun.of(directory, toy);
    assertThat(run.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(run.evidence().attempts()).hasSize(2);
    assertThat(run.failed()).isTrue();
    return run;
  }
}
