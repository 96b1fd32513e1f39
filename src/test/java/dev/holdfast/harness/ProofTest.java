package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Does every deviation from the table of answers lead to its verdict, in the order of the rules?
 */
class ProofTest {
  private static final Set<String> DECLARED =
      new TreeSet<>(Set.of("own/CALM", "own/FAULT", "naive/CALM", "naive/FAULT"));
  private static final String OWN_CALM = "own subject calm no yes no";
  private static final String OWN_FAULT = "own subject fault yes yes no";
  private static final String NAIVE_CALM = "naive control calm no yes no";
  private static final String NAIVE_FAULT = "naive control fault yes no yes";

  @Test
  void the_table_as_it_should_be_is_proven() {
    Finding finding = Proof.judge(DECLARED, arms(OWN_CALM, OWN_FAULT, NAIVE_CALM, NAIVE_FAULT));
    assertThat(finding.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(finding.reason())
        .isEqualTo("the subject holds, and the control breaks under the fault alone");
  }

  /** One arm each that differs from the table: felt, holds, breaks; what it comes to, and why. */
  static Stream<Arguments> deviations() {
    return Stream.of(
        arguments("own subject calm yes yes no", "INCONCLUSIVE", "own in calm: felt is true"),
        arguments("own subject calm no no no", "REFUTED", "own in calm does not keep its promise"),
        arguments("own subject calm no no yes", "REFUTED", "own in calm does not keep its promise"),
        arguments("own subject calm no yes yes", "VACUOUS", "own in calm holds and breaks at once"),
        arguments("own subject fault no yes no", "INCONCLUSIVE", "own under the fault: the fault"),
        arguments("own subject fault yes no no", "REFUTED", "own under the fault does not keep"),
        arguments("own subject fault yes no yes", "REFUTED", "own under the fault does not keep"),
        arguments("own subject fault yes yes yes", "VACUOUS", "own under the fault holds and"),
        arguments("naive control calm yes yes no", "INCONCLUSIVE", "naive in calm: felt is true"),
        arguments("naive control calm no no no", "MISATTRIBUTED", "naive in calm does not hold"),
        arguments("naive control calm no no yes", "MISATTRIBUTED", "naive in calm does not hold"),
        arguments("naive control calm no yes yes", "VACUOUS", "naive in calm holds and breaks"),
        arguments("naive control fault no no yes", "INCONCLUSIVE", "naive under the fault: the"),
        arguments("naive control fault yes yes no", "VACUOUS", "naive under the fault holds: the"),
        arguments("naive control fault yes yes yes", "VACUOUS", "naive under the fault holds: the"),
        arguments("naive control fault yes no no", "VACUOUS", "naive under the fault does not br"),
        arguments("own subject calm unclear yes no", "INCONCLUSIVE", "own in calm: a judge gave"),
        arguments("own subject fault yes unclear no", "INCONCLUSIVE", "(felt YES, holds UNCLEAR,"),
        arguments("naive control calm no yes unclear", "INCONCLUSIVE", "breaks UNCLEAR)"),
        arguments("naive control fault unclear no yes", "INCONCLUSIVE", "(felt UNCLEAR, holds NO"));
  }

  @ParameterizedTest
  @MethodSource("deviations")
  void an_arm_that_deviates_from_the_table_leads_to_its_verdict(
      String deviant, Verdict verdict, String why) {
    Finding finding = Proof.judge(DECLARED, tableWith(deviant));
    assertThat(finding.verdict()).isEqualTo(verdict);
    assertThat(finding.reason()).contains(why);
  }

  /** Two that deviate at once, the one whose rule comes first named first. */
  static Stream<Arguments> precedence() {
    return Stream.of(
        arguments("own subject calm unclear no no", "naive control calm no no no", "INCONCLUSIVE"),
        arguments("own subject calm yes yes no", "naive control calm no no no", "INCONCLUSIVE"),
        arguments("naive control fault no no yes", "own subject calm no no no", "INCONCLUSIVE"),
        arguments("naive control calm no no no", "naive control fault yes yes no", "MISATTRIBUTED"),
        arguments("naive control calm no no no", "own subject fault yes no no", "MISATTRIBUTED"),
        arguments("naive control fault yes yes no", "own subject fault yes no no", "VACUOUS"),
        arguments("naive control fault yes no no", "own subject calm no no no", "VACUOUS"),
        arguments("own subject calm no yes yes", "own subject fault yes no no", "VACUOUS"));
  }

  @ParameterizedTest
  @MethodSource("precedence")
  void of_two_that_deviate_the_first_rule_decides(String first, String second, Verdict verdict) {
    assertThat(Proof.judge(DECLARED, tableWith(first, second)).verdict()).isEqualTo(verdict);
    assertThat(Proof.judge(DECLARED, tableWith(second, first)).verdict()).isEqualTo(verdict);
  }

  @Test
  void an_arm_in_trouble_is_inconclusive_before_anything_else() {
    List<ArmResult> arms =
        new ArrayList<>(tableWith("naive control calm no no no", "own subject fault yes no no"));
    arms.set(
        3,
        new ArmResult(
            "naive",
            Role.CONTROL,
            Condition.FAULT,
            Answer.UNCLEAR,
            Answer.UNCLEAR,
            Answer.UNCLEAR,
            "it met its limit"));
    assertThat(Proof.judge(DECLARED, arms))
        .isEqualTo(new Finding(Verdict.INCONCLUSIVE, "naive under the fault: it met its limit"));
  }

  @Test
  void the_trouble_of_an_arm_is_told_rather_than_the_arms_that_it_kept_from_running() {
    ArmResult trouble =
        new ArmResult(
            "own", Role.SUBJECT, Condition.CALM, Answer.YES, Answer.YES, Answer.NO, "no server");
    assertThat(Proof.judge(DECLARED, List.of(trouble)).reason())
        .isEqualTo("own in calm: no server");
  }

  @Test
  void without_a_control_under_the_fault_nothing_is_shown() {
    assertThat(Proof.judge(DECLARED, arms(OWN_CALM, OWN_FAULT, NAIVE_CALM)))
        .isEqualTo(new Finding(Verdict.INCONCLUSIVE, "no control was run under the fault"));
  }

  @Test
  void without_a_subject_under_the_fault_nothing_is_shown() {
    assertThat(Proof.judge(DECLARED, arms(OWN_CALM, NAIVE_CALM, NAIVE_FAULT)))
        .isEqualTo(new Finding(Verdict.INCONCLUSIVE, "no subject was run under the fault"));
  }

  @Test
  void a_declared_arm_that_did_not_run_is_missed() {
    Finding finding = Proof.judge(DECLARED, arms(OWN_FAULT, NAIVE_CALM, NAIVE_FAULT));
    assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(finding.reason())
        .isEqualTo(
            "declared are the arms [naive/CALM, naive/FAULT, own/CALM, own/FAULT],"
                + " run were [naive/CALM, naive/FAULT, own/FAULT]");
  }

  @Test
  void an_arm_that_was_not_declared_is_noticed() {
    assertThat(
            Proof.judge(Set.of("own/FAULT", "naive/FAULT"), arms(OWN_CALM, OWN_FAULT, NAIVE_FAULT))
                .verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void an_arm_that_ran_twice_is_noticed() {
    List<ArmResult> arms = arms(OWN_CALM, OWN_FAULT, OWN_FAULT, NAIVE_CALM, NAIVE_FAULT);
    assertThat(Proof.judge(DECLARED, arms).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void no_arms_at_all_prove_nothing() {
    assertThat(Proof.judge(Set.of(), List.of()).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void a_claim_without_calm_is_judged_by_its_arms_under_the_fault() {
    assertThat(
            Proof.judge(Set.of("own/FAULT", "naive/FAULT"), arms(OWN_FAULT, NAIVE_FAULT)).verdict())
        .isEqualTo(Verdict.PROVEN);
  }

  @ParameterizedTest
  @MethodSource("peers")
  void what_a_peer_does_is_recorded_and_does_not_matter(String peer, Outcome outcome) {
    List<ArmResult> arms = arms(OWN_CALM, OWN_FAULT, NAIVE_CALM, NAIVE_FAULT, peer);
    Set<String> declared = new TreeSet<>(DECLARED);
    declared.add("library/FAULT");
    assertThat(arms.getLast().outcome()).isEqualTo(outcome);
    assertThat(Proof.judge(declared, arms).verdict()).isEqualTo(Verdict.PROVEN);
  }

  static Stream<Arguments> peers() {
    return Stream.of(
        arguments("library peer fault yes yes no", "HELD"),
        arguments("library peer fault yes no yes", "BROKE"),
        arguments("library peer fault yes no no", "NEITHER"),
        arguments("library peer fault yes yes yes", "BOTH"));
  }

  @Test
  void a_peer_that_did_not_feel_the_fault_makes_it_inconclusive() {
    Set<String> declared = new TreeSet<>(DECLARED);
    declared.add("library/FAULT");
    assertThat(
            Proof.judge(
                    declared,
                    arms(
                        OWN_CALM,
                        OWN_FAULT,
                        NAIVE_CALM,
                        NAIVE_FAULT,
                        "library peer fault no yes no"))
                .reason())
        .isEqualTo("library under the fault: the fault was not felt");
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void an_outcome_follows_from_holds_and_breaks(Answer holds, Answer breaks, Outcome outcome) {
    assertThat(Outcome.of(holds, breaks)).isEqualTo(outcome);
  }

  static Stream<Arguments> outcomes() {
    return Stream.of(
        arguments(Answer.YES, Answer.NO, Outcome.HELD),
        arguments(Answer.NO, Answer.YES, Outcome.BROKE),
        arguments(Answer.NO, Answer.NO, Outcome.NEITHER),
        arguments(Answer.YES, Answer.YES, Outcome.BOTH),
        arguments(Answer.UNCLEAR, Answer.YES, Outcome.UNCLEAR),
        arguments(Answer.NO, Answer.UNCLEAR, Outcome.UNCLEAR),
        arguments(Answer.UNCLEAR, Answer.UNCLEAR, Outcome.UNCLEAR));
  }

  /** The table, with these arms in place of those of the same candidate and condition. */
  private static List<ArmResult> tableWith(String... deviants) {
    List<ArmResult> arms = new ArrayList<>(arms(OWN_CALM, OWN_FAULT, NAIVE_CALM, NAIVE_FAULT));
    for (ArmResult deviant : arms(deviants)) {
      arms.replaceAll(arm -> arm.label().equals(deviant.label()) ? deviant : arm);
    }
    return arms;
  }

  private static List<ArmResult> arms(String... lines) {
    return Stream.of(lines).map(ProofTest::arm).toList();
  }

  private static ArmResult arm(String line) {
    String[] words = line.toUpperCase(java.util.Locale.ROOT).split(" ", -1);
    return new ArmResult(
        line.substring(0, line.indexOf(' ')),
        Role.valueOf(words[1]),
        Condition.valueOf(words[2]),
        Answer.valueOf(words[3]),
        Answer.valueOf(words[4]),
        Answer.valueOf(words[5]),
        null);
  }
}
