package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Does the report fail where nothing was proven or nothing was meant? */
class ReportTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_run_of_nothing_fails_and_names_the_selector_that_selects_nothing() {
    assertThat(report("--select=nonsense")).isEqualTo(1);
    assertThat(out.toString())
        .startsWith("0 of 0 selected claims proven")
        .contains("no claim matches 'nonsense'");
    assertThat(directory.resolve("summary.txt")).hasContent(out.toString());
  }

  @Test
  void nobody_accepts_by_a_misspelt_word() {
    assertThat(report("--ledger=acept")).isEqualTo(2);
    assertThat(err.toString()).contains("-Dledger=acept");
    assertThat(directory.resolve("ledger.json")).doesNotExist();
  }

  @Test
  void figures_that_cannot_be_read_are_named_and_take_no_page_along() throws IOException {
    Files.writeString(directory.resolve("old.json"), "{\"schema\":0}");
    assertThat(report("--figures=" + directory)).isEqualTo(1);
    assertThat(out.toString()).contains("old.json: its schema is 0 and 1 is known");
    assertThat(directory.resolve("cost.html")).isRegularFile();
  }

  private int report(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--directory=" + directory, "--ledger-file=" + directory.resolve("ledger.json")));
    arguments.addAll(List.of(more));
    return new CommandLine(new Report())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
