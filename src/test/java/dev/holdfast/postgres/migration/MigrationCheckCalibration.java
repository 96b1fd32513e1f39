package dev.holdfast.postgres.migration;

import static dev.holdfast.postgres.migration.CheckedFolder.ORDERS;
import static dev.holdfast.postgres.migration.CheckedFolder.ROWS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import dev.holdfast.postgres.migration.MigrationReport.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does the check say what people's folders need to hear, on this server? One folder, one check, a
 * file for each question.
 */
@ExtendWith(CheckServerOfTheRun.class)
@TestInstance(Lifecycle.PER_CLASS)
class MigrationCheckCalibration {
  private MigrationReport report;

  @BeforeAll
  void check(Postgres postgres, @TempDir Path folder) throws Exception {
    CheckedFolder migrations = new CheckedFolder(folder, postgres);
    migrations.given(
        "V01__tables.sql",
        ORDERS
            + """
            CREATE TABLE renamed (id bigserial PRIMARY KEY, note text);
            CREATE TABLE defaulted (id bigserial PRIMARY KEY, note text NOT NULL DEFAULT '');
            CREATE TABLE items (id int PRIMARY KEY, total int NOT NULL, note text);
            CREATE TABLE gone (id int PRIMARY KEY);
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
            CREATE TABLE customers (id bigserial PRIMARY KEY, mood mood NOT NULL, share percent NOT NULL,
              state text NOT NULL CHECK (state IN ('new', 'old')), price numeric(6, 2) CHECK (price > 0));
            CREATE TABLE visits (customer bigint REFERENCES customers, at date NOT NULL) PARTITION BY RANGE (at);
            CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');""");
    migrations.given("V02__index.sql", "CREATE INDEX \"<i>\" ON orders (total);");
    migrations.given(
        "V03__concurrently.sql", "CREATE INDEX CONCURRENTLY by_note ON orders (note);");
    migrations.given("V04__rename.sql", "ALTER TABLE renamed RENAME COLUMN note TO remark;");
    migrations.given("V05__default.sql", "ALTER TABLE defaulted ALTER COLUMN note DROP DEFAULT;");
    migrations.given("V06__delete.sql", "DELETE FROM defaulted;");
    migrations.given(
        "V07__allowed.sql",
        "-- holdfast: allow large-dml because nobody reads it at night\nUPDATE items SET total = 1;");
    migrations.given(
        "V08__carried.sql",
        "ALTER TABLE items ADD COLUMN a int;\nUPDATE items SET a = 1 WHERE total < 0;\n");
    migrations.given("V09__column.sql", "ALTER TABLE items DROP COLUMN note;");
    migrations.given("V10__truncate.sql", "TRUNCATE items;");
    migrations.given("V11__drop.sql", "DROP TABLE gone;");
    migrations.given(
        "V12__fk.sql", "ALTER TABLE visits ADD FOREIGN KEY (customer) REFERENCES customers;");
    migrations.given("V13__grant.sql", "GRANT SELECT ON orders TO reporting;");
    migrations.given("R__view.sql", "CREATE OR REPLACE VIEW big AS SELECT * FROM orders;");
    migrations.given("U13__grant.sql", "REVOKE SELECT ON orders FROM reporting;");
    report = migrations.check();
  }

  @Test
  void an_index_is_unsafe_and_its_concurrent_form_is_safe() {
    assertThat(rules("V02")).containsExactly("work-under-lock");
    MigratedStatement.Touched touched = statement("V02").relations().getFirst();
    assertThat(touched.lock()).isEqualTo(LockMode.SHARE);
    assertThat(touched.rows()).isEqualTo(ROWS);
    assertThat(touched.trace().tuplesScanned()).isGreaterThanOrEqualTo(ROWS);
    assertThat(file("V03").verdict()).isEqualTo(Verdict.SAFE);
    assertThat(statement("V03").waitsForSnapshots()).isTrue();
    assertThat(report.exitCode()).isOne();
  }

  @Test
  void a_rename_breaks_the_version_before() {
    assertThat(rules("V04")).containsOnly("breaks-previous-version");
    assertThat(file("V04").broken())
        .extracting(MigrationReport.BrokenStatement::state)
        .containsOnly("42703");
  }

  @Test
  void a_default_that_goes_breaks_nobody_who_names_every_column() {
    assertThat(file("V05").verdict()).isEqualTo(Verdict.SAFE);
  }

  @Test
  void many_rows_in_one_transaction_are_unsafe() {
    assertThat(rules("V06")).containsExactly("large-dml");
  }

  @Test
  void what_a_file_allows_with_a_reason_is_shown_and_not_counted() {
    assertThat(file("V07").findings())
        .singleElement()
        .extracting(Finding::allowed)
        .isEqualTo("nobody reads it at night");
    assertThat(file("V07").verdict()).isEqualTo(Verdict.SAFE);
    assertThat(ReportFormat.TEXT.write(report)).contains("allowed because nobody reads it");
  }

  @Test
  void a_lock_that_an_earlier_statement_took_counts() {
    assertThat(file("V08").findings())
        .singleElement()
        .extracting(Finding::reason)
        .asString()
        .contains("held since line 1");
  }

  @Test
  void data_that_is_gone_is_unsafe_whichever_way_it_went() {
    for (String name : List.of("V09", "V10", "V11")) {
      assertThat(rules(name)).as(name).contains("destroys-data");
    }
  }

  @Test
  void partitions_enums_domains_and_checks_are_filled() {
    assertThat(file("V12").coverage().tooFew()).isEmpty();
    assertThat(statement("V12").failure()).isEmpty();
  }

  @Test
  void a_role_that_is_not_there_is_made_and_noted() {
    assertThat(file("V13").verdict()).isEqualTo(Verdict.SAFE);
    assertThat(report.notes())
        .anyMatch(note -> note.startsWith("role \"reporting\" was not there"));
  }

  @Test
  void repeatable_files_come_last_and_undo_files_are_not_run() {
    assertThat(report.files().getLast().file()).isEqualTo("R__view.sql");
    assertThat(report.files()).noneMatch(file -> file.file().startsWith("U"));
    assertThat(report.notes()).contains("U13__grant.sql: an undo file; not run");
  }

  @Test
  void every_format_carries_the_reason() {
    for (ReportFormat format : ReportFormat.values()) {
      assertThat(format.write(report))
          .as("%s", format)
          .contains("work-under-lock", "tuples scanned");
    }
    assertThat(ReportFormat.HTML.write(report)).contains("&lt;i&gt;").doesNotContain("<i>");
    assertThat(ReportFormat.SARIF.write(report))
        .contains("\"ruleId\" : \"work-under-lock\"", "\"startLine\" : 1", "/V02__index.sql\"");
    assertThat(ReportFormat.JSON.write(report))
        .contains("\"verdict\" : \"UNSAFE\"", "\"blocks\" : [ \"writes\" ]");
  }

  private FileReport file(String name) {
    return CheckedFolder.file(report, name);
  }

  private MigratedStatement statement(String file) {
    return file(file).statements().getFirst();
  }

  private List<String> rules(String file) {
    return CheckedFolder.rules(report, file);
  }
}
