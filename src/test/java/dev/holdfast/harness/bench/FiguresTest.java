package dev.holdfast.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.bench.Figures.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Are figures read as they were written, those of the project too, and nothing else taken? */
class FiguresTest {
  private static final Measured BARE =
      new Measured("bare", "the bare way", null, List.of(10.0, 30.0, 20.0, 40.0), 16, null);
  private static final Measured WITHIN =
      new Measured("within", "a way", 1.5, List.of(11.0, 33.0, 22.0, 44.0), 32, 1.0);
  private static final Measured OVER =
      new Measured("over", "a slow way", 1.5, List.of(20.0, 60.0, 40.0, 80.0), 32, 1.0);
  private static final Figures FIGURES =
      new Figures(
          Figures.SCHEMA,
          "a.b.SomeBenchmark",
          "What does it cost?",
          "a limit",
          "2026-11-24T03:41:07Z",
          Map.of("JDK", "25"),
          List.of(BARE, WITHIN, OVER));

  @TempDir private Path folder;

  @Test
  void figures_go_round() {
    assertThat(FIGURES.write(folder)).hasFileName("a.b.SomeBenchmark.json");
    assertThat(Figures.readAll(folder)).containsExactly(FIGURES);
  }

  @Test
  void a_time_is_the_median_of_the_rounds() {
    assertThat(BARE.time()).isEqualTo(25.0);
  }

  @Test
  void what_is_not_as_asked_is_found() {
    assertThat(FIGURES.notWithin()).containsExactly(OVER);
  }

  @Test
  void where_nothing_is_kept_there_is_nothing() {
    assertThat(Figures.readAll(folder.resolve("none"))).isEmpty();
  }

  @Test
  void a_file_of_another_kind_is_named_with_the_remedy() throws IOException {
    Path file = folder.resolve("a.b.OldBenchmark.json");
    Files.writeString(file, "{\"schema\":0,\"id\":\"a.b.OldBenchmark\",\"ways\":[]}");
    assertThatThrownBy(() -> Figures.readAll(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(file + ": its schema is 0 and 1 is known; measure it again: ci/bench");
    Files.writeString(file, "{\"schema\":1,");
    assertThatThrownBy(() -> Figures.readAll(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(file + ": Unexpected end-of-input");
  }

  /** Figures that are missing, or of another bound than the one in the source. */
  @Test
  void every_benchmark_of_the_project_has_figures_that_are_its_own() {
    assertThat(Figures.readAll(Figures.KEPT).stream().map(FiguresTest::declared))
        .as("kept figures; those that differ are measured again by ci/bench, or removed")
        .containsExactlyInAnyOrderElementsOf(
            BenchmarkDefinition.all().stream().map(FiguresTest::declared).toList());
  }

  private static List<Object> declared(Figures figures) {
    return List.of(
        figures.id(),
        figures.asks(),
        figures.ways().stream()
            .map(way -> "%s, %s: %s".formatted(way.name(), way.says(), way.atMost()))
            .toList());
  }

  private static List<Object> declared(BenchmarkDefinition definition) {
    return List.of(
        definition.id(),
        definition.comparing().asks(),
        definition.ways().stream()
            .map(way -> "%s, %s: %s".formatted(way.name(), way.says(), way.atMost().orElse(null)))
            .toList());
  }
}
