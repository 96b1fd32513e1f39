package dev.holdfast.harness.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does the page of costs say how sure it is, and first of all what is not as asked? */
class CostPageTest {
  @TempDir private Path folder;

  @Test
  void aRatioHasItsIntervalAndWhatIsAskedOfIt() throws IOException {
    assertThat(page())
        .contains("<td class=\"kept\"><b>1.10</b></td>", "<td>1.08 to 1.13</td>", "<td>≤ 1.25</td>")
        .contains("<td>60.5 µs</td>", "<td>1,936</td>")
        .contains(
            "A typed query takes 1.10 times as long as a statement on a held connection (95 %")
        .contains("; at most 1.25 is asked, and kept.")
        .contains("2.00 to 2.00), with 2 round trips instead of 1; that is over the 1.50");
  }

  @Test
  void whatIsNotAsAskedComesFirstAndLeadsToItsFigures() throws IOException {
    String loud = page().substring(page().indexOf("id=\"not-as-asked\""));
    loud = loud.substring(0, loud.indexOf("</section>"));
    assertThat(loud)
        .contains("href=\"#SampleBenchmark\"")
        .contains("that is over the 1.50 that is asked.")
        .contains("; whether it keeps the 1.50 that is asked, cannot be said.")
        .doesNotContain("A typed query takes");
    assertThat(page().indexOf(loud)).isLessThan(page().indexOf("id=\"SampleBenchmark\""));
  }

  @Test
  void factsAreShownAndNothingInThemBecomesMarkup() throws IOException {
    assertThat(page())
        .contains(
            "24 November 2026, 03:41 UTC", "load average before, after 0.41, 0.38 &lt;script&gt;")
        .doesNotContain("<script");
  }

  @Test
  void aloneItLeadsToNoOtherPage() throws IOException {
    assertThat(page()).doesNotContain("index.html");
    assertThat(folder.resolve("style.css")).isRegularFile();
  }

  @Test
  void thatNothingWasMeasuredIsSaid() throws IOException {
    Site.writeCost(folder, List.of());
    assertThat(Files.readString(folder.resolve("cost.html"))).contains("Nothing was measured yet");
  }

  @Test
  void markdownHasTheSameFigures() throws IOException {
    Site.write(folder.resolve("spec"), Samples.input());
    assertThat(Files.readString(folder.resolve("spec/specification.md")))
        .contains("## Cost: What does a typed query cost?")
        .contains("| a typed query | 1.10 | 1.08 to 1.13 | ≤ 1.25 | 67.0 µs | 1,936 | 1 |");
  }

  private String page() throws IOException {
    Site.writeCost(folder, SampleCosts.all());
    return Files.readString(folder.resolve("cost.html"));
  }
}
