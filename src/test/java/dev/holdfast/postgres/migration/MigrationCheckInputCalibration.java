package dev.holdfast.postgres.migration;

import static dev.holdfast.postgres.migration.CheckedFolder.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What does the check say of folders that it can make little of? */
@ExtendWith(CheckServerOfTheRun.class)
class MigrationCheckInputCalibration {
  @TempDir Path folder = Path.of("");
  private CheckedFolder migrations;

  @BeforeEach
  void checkIt(Postgres postgres) {
    migrations = new CheckedFolder(folder, postgres);
  }

  @Test
  void lines_of_a_dump_are_left_out_with_a_note_and_other_commands_refused() throws Exception {
    given("V1__orders.sql", "\\restrict x\n" + ORDERS + "\n\\unrestrict x\n");
    assertThat(check().notes())
        .hasSize(2)
        .first()
        .asString()
        .contains("V1__orders.sql:1: \\restrict");
    given("V2__psql.sql", "SELECT 1;\n\\i other.sql\n");
    assertThatThrownBy(this::check)
        .isInstanceOf(MigrationCheckException.class)
        .hasMessageContaining("V2__psql.sql:2: \\i is a command of psql");
  }

  @Test
  void a_folder_without_migrations_and_one_with_a_version_twice_are_refused() throws Exception {
    assertThatThrownBy(this::check).hasMessageContaining("no migration in");
    given("V1__orders.sql", ORDERS);
    given("V1__again.sql", ORDERS);
    assertThatThrownBy(this::check)
        .isInstanceOf(MigrationCheckException.class)
        .hasMessageContaining("more than one migration with version 1");
  }

  @Test
  void a_file_in_another_encoding_is_named() throws Exception {
    Files.write(
        folder.resolve("V1__umlaut.sql"),
        "COMMENT ON SCHEMA public IS 'für alle';".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(this::check).hasMessageContaining("V1__umlaut.sql is not UTF-8");
  }

  @Test
  void a_statement_that_fails_is_unknown_with_what_the_server_said() throws Exception {
    given("V1__orders.sql", ORDERS);
    given("V2__typo.sql", "SELECT 1;\nUPDATE orders SET total = 1\nWHERE idd = 1;");
    given("V3__later.sql", "SELECT 1;");
    MigrationReport report = check();
    assertThat(report.files()).hasSize(2);
    assertThat(report.files().get(1).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("fails");
              assertThat(finding.line()).isEqualTo(3); // where the server sees the mistake
              assertThat(finding.reason()).isEqualTo("42703: column \"idd\" does not exist");
            });
    assertThat(report.files().get(1).statements().getLast().failure())
        .get()
        .extracting(StatementFailure::position)
        .isEqualTo("UPDATE orders SET total = 1\nWHERE i".length());
    assertThat(report.exitCode()).isEqualTo(2);
  }

  @Test
  void what_fails_on_generated_rows_alone_is_unknown() throws Exception {
    given("V1__orders.sql", ORDERS);
    given(
        "V2__cast.sql",
        "DO $$ BEGIN PERFORM note::date FROM orders WHERE note IS NOT NULL; END $$;");
    MigrationReport report = check();
    assertThat(rules(report, 1)).containsExactly("fails-on-generated-rows");
  }

  @Test
  void a_new_column_that_no_row_has_a_value_for_is_unsafe() throws Exception {
    given("V1__orders.sql", ORDERS);
    given(
        "V2__weight.sql",
        "ALTER TABLE orders ADD COLUMN height int;\nALTER TABLE orders ADD COLUMN weight int NOT NULL;");
    MigrationReport report = check();
    assertThat(report.files().get(1).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("fails-on-every-row");
              assertThat(finding.line()).isEqualTo(2);
              assertThat(finding.reason()).contains("23502", "weight");
            });
    assertThat(report.exitCode()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders ADD COLUMN next text; UPDATE orders SET next = note;"
            + " ALTER TABLE orders ALTER COLUMN next SET NOT NULL",
        "ALTER TABLE orders ADD COLUMN next text NOT NULL GENERATED ALWAYS AS (note || '!') STORED",
        "DO $$ BEGIN ALTER TABLE orders ADD COLUMN next text; UPDATE orders SET next = note;"
            + " ALTER TABLE orders ALTER COLUMN next SET NOT NULL; END $$"
      })
  void a_column_whose_values_come_from_rows_may_do_for_others(String sql) throws Exception {
    given("V1__orders.sql", ORDERS);
    given("V2__next.sql", sql + ";");
    assertThat(rules(check(), 1))
        .contains("fails-on-generated-rows")
        .doesNotContain("fails-on-every-row");
  }

  @Test
  void a_statement_that_takes_too_long_is_unknown() throws Exception {
    given("V1__slow.sql", "SELECT pg_sleep(60);");
    var hasty =
        new MigrationCheck.Options(
            1, Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofMillis(250));
    MigrationReport report = migrations.check(hasty);
    assertThat(rules(report, 0)).containsExactly("timed-out");
  }

  @Test
  void what_cannot_run_in_a_transaction_is_told_how_it_can() throws Exception {
    given(
        "V1__procedure.sql",
        "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;\nCALL p();");
    MigrationReport report = check();
    assertThat(report.files().getFirst().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("needs-no-transaction");
              assertThat(finding.line()).isEqualTo(2);
              assertThat(finding.remedy()).contains("executeInTransaction=false");
            });
    given("V1__procedure.sql", ORDERS + "\nCREATE INDEX CONCURRENTLY i ON orders (note);");
    assertThat(check().files().getFirst().findings())
        .singleElement()
        .extracting(Finding::reason)
        .asString()
        .contains("both transactional and non-transactional statements");
  }

  @Test
  void tables_that_could_not_be_filled_are_named_with_the_reason() throws Exception {
    given("V1__orders.sql", "CREATE TABLE shapes (id int PRIMARY KEY, path path NOT NULL);");
    given("V2__nothing.sql", "SELECT 1;");
    assertThat(check().files().get(1).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("too-few-rows");
              assertThat(finding.reason()).contains("0 of 1 tables", "shapes: 0 rows, ERROR: null");
            });
  }

  @Test
  void an_extension_that_is_not_there_asks_for_an_image() throws Exception {
    given("V1__extension.sql", "CREATE EXTENSION postgis;");
    assertThat(rules(check(), 0)).containsExactly("missing-extension");
  }

  @Test
  void an_enum_value_used_in_its_own_transaction_fails_as_it_will() throws Exception {
    given(
        "V1__type.sql",
        "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (id int PRIMARY KEY, m mood);");
    given("V2__value.sql", "ALTER TYPE mood ADD VALUE 'ok';\nINSERT INTO t VALUES (1, 'ok');");
    assertThat(check().files().get(1).findings())
        .singleElement()
        .extracting(Finding::reason)
        .asString()
        .contains("55P04");
  }

  private void given(String name, String sql) throws Exception {
    migrations.given(name, sql);
  }

  private MigrationReport check() throws Exception {
    return migrations.check();
  }

  private static List<String> rules(MigrationReport report, int file) {
    return CheckedFolder.rules(report, report.files().get(file).file());
  }
}
