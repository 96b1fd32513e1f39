package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MigrationCheckMainTest {
  private static final String NOBODY = "jdbc:postgresql://localhost:1/nobody?user=x&password=x";

  @TempDir Path folder = Path.of("");
  private final StringWriter said = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --rows 0                  | rows is 0
          --timeout 0               | statementTimeout is PT0S
          --assume-lock-timeout -1  | assumeLockTimeout is PT-0.001S
          --off large-dlm           | off is [large-dlm]; rules are breaks-on-generated-rows,
          --format pdf              | pdf is none of text, markdown, json, sarif, html
          --rows many               | Invalid value for option '--rows'
          """)
  void an_option_that_makes_no_sense_is_named_and_is_not_taken_for_unsafe(
      String option, String reason) throws Exception {
    Files.writeString(folder.resolve("V1__orders.sql"), "SELECT 1;");
    assertThat(run((folder + " --server " + NOBODY + " " + option).split(" "))).isEqualTo(2);
    assertThat(said.toString()).contains(reason);
  }

  @Test
  void a_server_that_does_not_answer_is_not_taken_for_unsafe() throws Exception {
    Files.writeString(folder.resolve("V1__orders.sql"), "SELECT 1;");
    assertThat(run(folder.toString(), "--server", NOBODY)).isEqualTo(2);
    assertThat(said.toString()).contains("Connection to localhost:1 refused");
    assertThat(run(folder.toString(), "--url", NOBODY, "--yes")).isEqualTo(2);
  }

  @Test
  void a_folder_without_migrations_is_named() {
    assertThat(run(folder.toString(), "--server", NOBODY)).isEqualTo(2);
    assertThat(said.toString()).contains("migration-check: no migration in " + folder);
  }

  private int run(String... arguments) {
    CommandLine line = MigrationCheckMain.commandLine();
    line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
    return line.execute(arguments);
  }
}
