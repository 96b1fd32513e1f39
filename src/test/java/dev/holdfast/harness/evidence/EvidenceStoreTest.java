package dev.holdfast.harness.evidence;

import static dev.holdfast.harness.evidence.Samples.ONE;
import static dev.holdfast.harness.evidence.Samples.TWO;
import static dev.holdfast.harness.evidence.Samples.proven;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.Answer;
import dev.holdfast.harness.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Is evidence read as it was written, and progress told a claim a line? */
class EvidenceStoreTest {
  @TempDir private Path directory;

  @Test
  void evidence_goes_round() {
    Evidence evidence = Samples.with(proven(ONE), Samples.peer(Answer.NO, Answer.NO));
    EvidenceStore store = new EvidenceStore(directory);
    store.write(evidence);
    assertThat(store.evidence()).containsExactly(evidence);
  }

  @Test
  void evidence_comes_by_id() {
    EvidenceStore store = new EvidenceStore(directory);
    store.write(proven(TWO));
    store.write(proven(ONE));
    assertThat(store.evidence()).extracting(Evidence::id).containsExactly(ONE, TWO);
  }

  @Test
  void a_folder_without_a_run_holds_nothing() {
    EvidenceStore store = new EvidenceStore(directory.resolve("none"));
    assertThat(store.evidence()).isEmpty();
    assertThat(store.manifest()).isEmpty();
    assertThat(store.calibrations()).isEmpty();
  }

  @Test
  void progress_is_a_line_a_claim_with_what_subject_and_control_showed() throws Exception {
    EvidenceStore store = new EvidenceStore(directory);
    store.write(proven(ONE));
    store.write(Samples.evidence(TWO, Verdict.REFUTED, "it broke", "it holds", "0"));
    assertThat(Files.readAllLines(directory.resolve("progress.txt")))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches("PROVEN +caching\\.stampede\\.OneLoad +1 load \\| 1 load  1\\.5 s"),
            line -> assertThat(line).startsWith("REFUTED").contains(TWO));
  }

  @Test
  void a_run_begins_without_what_an_earlier_one_left_except_calibrations() {
    EvidenceStore store = new EvidenceStore(directory);
    store.write(proven(ONE));
    store.write(new Manifest(1, "a run", "now", 1, Map.of(), List.of()));
    store.summary("all is well");
    store.write(List.of());
    store.begin();
    assertThat(directory).isDirectoryNotContaining("regex:.*(progress|summary|manifest).*");
    assertThat(directory.resolve("evidence")).isEmptyDirectory();
    assertThat(directory.resolve("calibrations.json")).exists();
  }
}
