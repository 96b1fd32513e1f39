package dev.holdfast.harness.evidence;

import static dev.holdfast.harness.evidence.Samples.ONE;
import static dev.holdfast.harness.evidence.Samples.OTHER;
import static dev.holdfast.harness.evidence.Samples.TWO;
import static dev.holdfast.harness.evidence.Samples.evidence;
import static dev.holdfast.harness.evidence.Samples.proven;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Outcome;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.Verdict;
import dev.holdfast.harness.evidence.Ledger.Arm;
import dev.holdfast.harness.evidence.Ledger.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Does the ledger take in nothing but what was proven, and read as it is written? */
class LedgerTest {
  @TempDir private Path folder;

  @Test
  void what_was_proven_is_taken_in() {
    Ledger accepted = ledger(OTHER).accepting(List.of(proven(ONE)), Set.of(ONE, OTHER), true);
    assertThat(accepted).isEqualTo(ledger(ONE, OTHER));
  }

  @Test
  void what_was_proven_takes_the_place_of_what_was_there() {
    Evidence changed = evidence(ONE, Verdict.PROVEN, "", "it nearly holds", "fedcba9876543210");
    Ledger accepted = ledger(ONE, TWO).accepting(List.of(changed), Set.of(ONE, TWO), false);
    assertThat(accepted.claims())
        .extracting(Entry::says)
        .containsExactly("it nearly holds", "it holds");
  }

  @ParameterizedTest
  @EnumSource(value = Verdict.class, mode = EnumSource.Mode.EXCLUDE, names = "PROVEN")
  void what_was_not_proven_changes_nothing(Verdict verdict) {
    Evidence run = evidence(ONE, verdict, "why", "it nearly holds", "fedcba9876543210");
    assertThat(ledger(ONE).accepting(List.of(run), Set.of(ONE), true)).isEqualTo(ledger(ONE));
    assertThat(ledger().accepting(List.of(run), Set.of(ONE), true)).isEqualTo(ledger());
  }

  @Test
  void what_no_longer_exists_goes_after_a_full_run() {
    assertThat(ledger(ONE, TWO).accepting(List.of(proven(ONE)), Set.of(ONE), true))
        .isEqualTo(ledger(ONE));
  }

  @Test
  void what_no_longer_exists_stays_after_a_selection() {
    assertThat(ledger(ONE, TWO).accepting(List.of(proven(ONE)), Set.of(ONE), false))
        .isEqualTo(ledger(ONE, TWO));
  }

  @Test
  void what_exists_and_left_no_evidence_stays_even_after_a_full_run() {
    assertThat(ledger(ONE, TWO).accepting(List.of(proven(ONE)), Set.of(ONE, TWO), true))
        .isEqualTo(ledger(ONE, TWO));
  }

  @Test
  void claims_and_arms_are_sorted() {
    Ledger ledger = ledger(OTHER, TWO, ONE);
    assertThat(ledger.claims()).extracting(Entry::id).containsExactly(ONE, TWO, OTHER);
    assertThat(ledger.claims().getFirst().arms())
        .containsExactly(
            new Arm("naive", Role.CONTROL, Condition.CALM, Outcome.HELD),
            new Arm("naive", Role.CONTROL, Condition.FAULT, Outcome.BROKE),
            new Arm("own", Role.SUBJECT, Condition.CALM, Outcome.HELD),
            new Arm("own", Role.SUBJECT, Condition.FAULT, Outcome.HELD));
  }

  @Test
  void topics_are_counted_by_their_proven_claims() {
    Entry refuted = Entry.of(evidence("grpc.server.Drains", Verdict.REFUTED, "", "it drains", "0"));
    Ledger ledger =
        new Ledger(
            1,
            Stream.concat(ledger(ONE, TWO, OTHER).claims().stream(), Stream.of(refuted)).toList());
    assertThat(ledger.provenByTopic())
        .isEqualTo(Map.of("caching.stampede", 2L, "postgres.typed-sql", 1L));
  }

  @Test
  void a_ledger_that_is_not_there_yet_is_empty() {
    assertThat(Ledger.read(folder.resolve("none.json"))).isEqualTo(ledger());
  }

  @Test
  void it_is_written_as_reviewers_and_scripts_read_it() throws Exception {
    Path file = folder.resolve("ledger.json");
    ledger(OTHER).write(file);
    assertThat(Files.readString(file))
        .startsWith(
            """
            {
              "schema" : 1,
              "claims" : [ {
                "id" : "postgres.typed-sql.Batches",
                "chapter" : "postgres",
                "topic" : "typed-sql",
                "says" : "it holds",
                "experiment" : "0123456789abcdef",
                "verdict" : "PROVEN",
                "arms" : [ {
                  "name" : "naive",
                  "role" : "CONTROL",
                  "condition" : "CALM",
                  "outcome" : "HELD"
                }, {
            """)
        .endsWith("}\n");
  }

  @Test
  void it_goes_round_byte_for_byte() throws Exception {
    Path first = folder.resolve("first.json");
    Path second = folder.resolve("second.json");
    ledger(TWO, ONE, OTHER).write(first);
    Ledger read = Ledger.read(first);
    read.write(second);
    assertThat(read).isEqualTo(ledger(ONE, TWO, OTHER));
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void a_schema_that_is_not_known_is_refused() throws Exception {
    Path file = Files.writeString(folder.resolve("l.json"), "{\"schema\": 2, \"claims\": []}");
    assertThatThrownBy(() -> Ledger.read(file))
        .hasMessageContaining("the ledger's schema is 2; only 1 is known");
  }

  private static Ledger ledger(String... ids) {
    return new Ledger(1, Stream.of(ids).map(Samples::proven).map(Entry::of).toList());
  }
}
