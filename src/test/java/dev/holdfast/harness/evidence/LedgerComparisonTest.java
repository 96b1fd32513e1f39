package dev.holdfast.harness.evidence;

import static dev.holdfast.harness.evidence.Samples.ONE;
import static dev.holdfast.harness.evidence.Samples.OTHER;
import static dev.holdfast.harness.evidence.Samples.TWO;
import static dev.holdfast.harness.evidence.Samples.evidence;
import static dev.holdfast.harness.evidence.Samples.proven;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.Answer;
import dev.holdfast.harness.Verdict;
import dev.holdfast.harness.evidence.Ledger.Entry;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Does every difference between a run and the ledger fail, with a line that says what to do? */
class LedgerComparisonTest {
  private static final String ACCEPT =
      "; if that is meant, run it with -Dledger=accept and commit the ledger";
  private static final Set<String> ALL = Set.of(ONE, TWO, OTHER);

  @Test
  void a_run_that_is_as_in_the_ledger_has_no_differences() {
    assertThat(full(ledger(ONE, TWO, OTHER), proven(ONE), proven(TWO), proven(OTHER))).isEmpty();
    assertThat(compare(ledger(), Set.of(), Set.of())).isEmpty();
  }

  @Test
  void a_selected_claim_that_left_no_evidence_is_missing() {
    assertThat(full(ledger(ONE, TWO, OTHER), proven(ONE), proven(OTHER)))
        .containsExactly(
            "- "
                + TWO
                + ": was selected and left no evidence; look at the build's log for the crash");
  }

  @Test
  void a_claim_that_is_neither_in_the_ledger_nor_in_the_run_is_missing_too() {
    assertThat(full(ledger(ONE, TWO), proven(ONE), proven(TWO)))
        .singleElement()
        .asString()
        .startsWith("- " + OTHER + ": was selected and left no evidence");
  }

  @Test
  void a_proven_claim_that_is_not_in_the_ledger_is_new() {
    assertThat(full(ledger(ONE, OTHER), proven(ONE), proven(TWO), proven(OTHER)))
        .containsExactly("+ " + TWO + ": proven, and not in the ledger" + ACCEPT);
  }

  @ParameterizedTest
  @EnumSource(value = Verdict.class, mode = EnumSource.Mode.EXCLUDE, names = "PROVEN")
  void a_claim_that_is_not_proven_is_told_with_its_reason_whatever_the_ledger_says(Verdict now) {
    Evidence run = evidence(ONE, now, "it threw\n\tat Somewhere", "it holds", "0123456789abcdef");
    for (Ledger ledger : List.of(ledger(), ledger(ONE))) {
      assertThat(compare(ledger, Set.of(ONE), Set.of(ONE), run))
          .containsExactly("! " + ONE + ": " + now + "; it threw");
    }
  }

  @Test
  void each_claim_that_is_not_proven_has_its_own_reason() {
    Evidence one = evidence(ONE, Verdict.REFUTED, "it broke", "it holds", "0");
    Evidence two = evidence(TWO, Verdict.VACUOUS, "the control survives", "it holds", "0");
    assertThat(compare(ledger(), Set.of(ONE, TWO), ALL, one, two))
        .containsExactly(
            "! " + ONE + ": REFUTED; it broke", "! " + TWO + ": VACUOUS; the control survives");
  }

  @Test
  void a_verdict_in_the_ledger_that_was_not_proven_has_changed() {
    Ledger ledger =
        new Ledger(
            1,
            List.of(Entry.of(evidence(ONE, Verdict.REFUTED, "", "it holds", "0123456789abcdef"))));
    assertThat(compare(ledger, Set.of(ONE), Set.of(ONE), proven(ONE)))
        .containsExactly("~ " + ONE + ": its verdict was REFUTED and is PROVEN" + ACCEPT);
  }

  @Test
  void a_changed_text_is_told_with_both_texts() {
    Evidence run = evidence(ONE, Verdict.PROVEN, "", "it nearly holds", "0123456789abcdef");
    assertThat(compare(ledger(ONE), Set.of(ONE), Set.of(ONE), run))
        .containsExactly(
            "~ " + ONE + ": its text was \"it holds\" and is \"it nearly holds\"" + ACCEPT);
  }

  @Test
  void a_changed_experiment_is_told_with_both_digests() {
    Evidence run = evidence(ONE, Verdict.PROVEN, "", "it holds", "fedcba9876543210");
    assertThat(compare(ledger(ONE), Set.of(ONE), Set.of(ONE), run))
        .containsExactly(
            "~ "
                + ONE
                + ": its experiment changed (0123456789abcdef to fedcba9876543210)"
                + ACCEPT);
  }

  @Test
  void a_peer_that_fares_otherwise_is_told_with_both_outcomes() {
    Evidence held = Samples.with(proven(ONE), Samples.peer(Answer.YES, Answer.NO));
    Evidence broke = Samples.with(proven(ONE), Samples.peer(Answer.NO, Answer.YES));
    assertThat(compare(pinned(held), Set.of(ONE), Set.of(ONE), held)).isEmpty();
    assertThat(compare(pinned(held), Set.of(ONE), Set.of(ONE), broke))
        .containsExactly("~ " + ONE + ": library FAULT was PEER HELD and is PEER BROKE" + ACCEPT);
  }

  @Test
  void a_peer_that_came_or_went_is_told() {
    Evidence with = Samples.with(proven(ONE), Samples.peer(Answer.YES, Answer.NO));
    assertThat(compare(ledger(ONE), Set.of(ONE), Set.of(ONE), with))
        .containsExactly("~ " + ONE + ": library FAULT was absent and is PEER HELD" + ACCEPT);
    assertThat(compare(pinned(with), Set.of(ONE), Set.of(ONE), proven(ONE)))
        .containsExactly("~ " + ONE + ": library FAULT was PEER HELD and is absent" + ACCEPT);
  }

  @Test
  void several_changes_of_a_claim_are_told_one_a_line() {
    Evidence run = evidence(ONE, Verdict.PROVEN, "", "it nearly holds", "fedcba9876543210");
    assertThat(compare(ledger(ONE), Set.of(ONE), Set.of(ONE), run)).hasSize(2);
  }

  @Test
  void a_claim_that_no_longer_exists_is_told_after_a_full_run() {
    assertThat(compare(ledger(ONE, TWO), Set.of(ONE), Set.of(ONE), proven(ONE)))
        .containsExactly("- " + TWO + ": is in the ledger and no longer exists" + ACCEPT);
  }

  @Test
  void a_topic_that_lost_its_last_claim_is_named() {
    assertThat(compare(ledger(ONE, OTHER), Set.of(ONE), Set.of(ONE), proven(ONE)))
        .containsExactly(
            "- "
                + OTHER
                + ": is in the ledger and no longer exists, and topic postgres.typed-sql has no"
                + " claim any more"
                + ACCEPT);
  }

  @Test
  void a_selection_compares_only_what_it_selected() {
    assertThat(compare(ledger(ONE, OTHER), Set.of(ONE), ALL, proven(ONE))).isEmpty();
    assertThat(compare(ledger(ONE, "grpc.server.Gone"), Set.of(ONE), ALL, proven(ONE))).isEmpty();
  }

  @Test
  void a_claim_that_ran_although_it_was_not_selected_is_told() {
    assertThat(compare(ledger(ONE, TWO), Set.of(ONE), ALL, proven(ONE), proven(TWO)))
        .containsExactly("? " + TWO + ": ran although it was not selected");
  }

  @Test
  void differences_come_in_the_order_of_their_ids() {
    assertThat(full(ledger(), proven(OTHER), proven(TWO), proven(ONE)))
        .extracting(line -> line.substring(2, line.indexOf(':')))
        .containsExactly(ONE, TWO, OTHER);
  }

  @Test
  void an_id_that_is_there_twice_is_refused() {
    assertThatThrownBy(() -> full(ledger(ONE, ONE), proven(ONE)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice under the same id")
        .hasMessageContaining(ONE);
    assertThatThrownBy(() -> full(ledger(ONE), proven(ONE), proven(ONE)))
        .isInstanceOf(IllegalStateException.class);
  }

  private static List<String> full(Ledger ledger, Evidence... run) {
    return compare(ledger, ALL, ALL, run);
  }

  private static List<String> compare(
      Ledger ledger, Set<String> selected, Set<String> existing, Evidence... run) {
    return new LedgerComparison(ledger, List.of(run), selected, existing).differences();
  }

  private static Ledger ledger(String... ids) {
    return pinned(Stream.of(ids).map(Samples::proven).toArray(Evidence[]::new));
  }

  private static Ledger pinned(Evidence... claims) {
    return new Ledger(1, Stream.of(claims).map(Entry::of).toList());
  }
}
