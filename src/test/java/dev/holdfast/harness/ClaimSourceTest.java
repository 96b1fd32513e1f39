package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.evidence.SpecSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Is the source of a claim found by its class, as it stands in the project? */
class ClaimSourceTest {

  @Test
  void a_claim_is_found_in_the_file_of_its_specification() {
    SpecSource source = SpecSource.of(ToyJudges.FeltAlways.class);
    assertThat(source.file())
        .isEqualTo(Path.of("src/test/java/dev/holdfast/harness/ToyJudges.java"));
    assertThat(source.text())
        .startsWith("@Claim(says = \"felt is always true\"")
        .contains("class FeltAlways extends Toy")
        .doesNotContain("FeltNever");
  }

  @Test
  void a_method_of_a_claim_is_cut_out_as_it_is_written() {
    assertThat(SpecSource.method(ToyJudges.FeltAlways.class, "felt"))
        .hasValue(
            """
            @Override
                public void felt(Seen seen) {
                  assertThat(seen).isNotNull();
                }""");
    assertThat(SpecSource.method(ToyJudges.FeltAlways.class, "run")).isEmpty();
  }

  @Test
  void claims_of_one_specification_have_digests_of_their_own() {
    assertThat(SpecSource.of(ToyJudges.FeltAlways.class).digest())
        .isNotEqualTo(SpecSource.of(ToyJudges.FeltNever.class).digest());
  }

  @Test
  void a_production_class_without_a_file_has_no_source() {
    assertThat(SpecSource.production("dev.holdfast.NoSuchClass")).isEmpty();
    assertThat(SpecSource.production("dev.holdfast.package-info"))
        .hasValueSatisfying(source -> assertThat(source).contains("@NullMarked"));
  }
}
