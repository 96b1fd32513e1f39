package dev.holdfast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Does a selection of benchmarks say what it comes to, before anything is started? */
class MeasureTest {
  private static final int UNKNOWN = 2;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_list_has_a_line_for_each_benchmark_with_its_question() {
    assertThat(bench("--list", "TypedRead")).isZero();
    assertThat(out.toString()).startsWith("postgres.typedsql.TypedReadBenchmark ").endsWith("?\n");
  }

  @Test
  void what_a_chapter_records_is_listed_with_the_benchmarks() {
    assertThat(bench("--list", "Comparison$")).isZero();
    assertThat(out.toString()).startsWith("caching.inmemory.Comparison ").endsWith("?\n");
  }

  @Test
  void the_images_are_those_of_the_servers_that_are_named() {
    assertThat(bench("--images", "postgres")).isZero();
    assertThat(out.toString()).contains("postgres\n");
  }

  @Test
  void what_finds_nothing_or_is_no_expression_is_said_in_a_line() {
    assertThat(bench("nonsense")).isEqualTo(UNKNOWN);
    assertThat(err.toString())
        .startsWith("no benchmark matches 'nonsense'; there are [")
        .hasLineCount(1);
    assertThat(bench("[")).isEqualTo(UNKNOWN);
    assertThat(err.toString()).contains("'[' is no regular expression: Unclosed character class");
  }

  private int bench(String... arguments) {
    return new CommandLine(new Measure())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
