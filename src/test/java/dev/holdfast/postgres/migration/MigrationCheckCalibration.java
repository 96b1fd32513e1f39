package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import dev.holdfast.postgres.migration.MigrationReport.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Does the check say what people's folders need to hear, on this server? */
@TestInstance(Lifecycle.PER_CLASS)
class MigrationCheckCalibration {
  private static final int ROWS = 12_000; // more than what counts as large
  private static final MigrationCheck.Options OPTIONS =
      new MigrationCheck.Options(
          ROWS, Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofMillis(250));
  private static final String ORDERS =
      "CREATE TABLE orders (id bigserial PRIMARY KEY, total int NOT NULL, note text);";

  @TempDir Path folder = Path.of("");
  private final Environment environment = new Environment();
  private final List<String> progress = new ArrayList<>();
  private Postgres postgres;

  @BeforeAll
  void startServer() {
    environment.start(List.of(Postgres.class));
    postgres = (Postgres) environment.lease(Postgres.class, "migration-check");
  }

  @AfterAll
  void stopServer() {
    postgres.close();
    environment.close();
  }

  @Test
  void an_index_is_unsafe_and_its_concurrent_form_is_safe() throws Exception {
    given("V1__orders.sql", ORDERS);
    given("V2__index.sql", "CREATE INDEX by_total ON orders (total);");
    given("V3__concurrently.sql", "CREATE INDEX CONCURRENTLY by_note ON orders (note);");
    MigrationReport report = check();
    assertThat(rules(report, 1)).containsExactly("work-under-lock");
    MigratedStatement.Touched touched =
        report.files().get(1).statements().getFirst().relations().getFirst();
    assertThat(touched.lock()).isEqualTo(LockMode.SHARE);
    assertThat(touched.rows()).isEqualTo(ROWS);
    assertThat(touched.trace().tuplesScanned()).isGreaterThanOrEqualTo(ROWS);
    assertThat(report.files().get(2).verdict()).isEqualTo(Verdict.SAFE);
    assertThat(report.files().get(2).statements().getFirst().waitsForOlderTransactions()).isTrue();
    assertThat(report.exitCode()).isOne();
  }

  @Test
  void a_rename_breaks_the_version_before() throws Exception {
    given("V1__orders.sql", ORDERS);
    given("V2__rename.sql", "ALTER TABLE orders RENAME COLUMN note TO remark;");
    MigrationReport report = check();
    assertThat(rules(report, 1)).containsOnly("breaks-previous-version");
    assertThat(report.files().get(1).broken())
        .extracting(MigrationReport.BrokenStatement::state)
        .containsOnly("42703");
  }

  @Test
  void a_required_column_without_a_default_breaks_inserts_alone() throws Exception {
    given("V1__orders.sql", "CREATE TABLE orders (id bigserial PRIMARY KEY, total int NOT NULL);");
    given("V2__empty.sql", "DELETE FROM orders;");
    given("V3__required.sql", "ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT '';");
    given("V4__no_default.sql", "ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;");
    MigrationReport report = check();
    assertThat(report.files().get(3).verdict()).isEqualTo(Verdict.SAFE); // it names every column
    assertThat(rules(report, 1)).contains("large-dml");
  }

  @Test
  void what_a_file_allows_with_a_reason_is_shown_and_not_counted() throws Exception {
    given("V1__orders.sql", ORDERS);
    given(
        "V2__all.sql",
        "-- holdfast: allow large-dml because nobody reads it at night\nUPDATE orders SET total = 1;");
    MigrationReport report = check();
    assertThat(report.files().get(1).findings())
        .singleElement()
        .extracting(Finding::allowed)
        .isEqualTo("nobody reads it at night");
    assertThat(report.exitCode()).isZero();
    assertThat(ReportFormat.TEXT.write(report)).contains("allowed because nobody reads it");
  }

  @Test
  void data_that_is_gone_is_unsafe_whichever_way_it_went() throws Exception {
    given("V1__orders.sql", ORDERS + "CREATE TABLE items (id int PRIMARY KEY);");
    given("V2__column.sql", "ALTER TABLE orders DROP COLUMN note;");
    given("V3__truncate.sql", "TRUNCATE orders;");
    given("V4__drop.sql", "DROP TABLE items;");
    MigrationReport report = check();
    for (int file = 1; file <= 3; file++) {
      assertThat(rules(report, file)).as("file %d", file).contains("destroys-data");
    }
  }

  @Test
  void a_lock_that_an_earlier_statement_took_counts() throws Exception {
    given("V1__orders.sql", ORDERS);
    given(
        "V2__carried.sql",
        "ALTER TABLE orders ADD COLUMN a int;\nUPDATE orders SET a = 1 WHERE total < 0;\n");
    MigrationReport report = check();
    assertThat(report.files().get(1).findings())
        .singleElement()
        .extracting(Finding::reason)
        .asString()
        .contains("held since line 1");
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
    given("V2__typo.sql", "SELECT 1;\nALTER TABLE ordres ADD COLUMN a int;");
    given("V3__later.sql", "SELECT 1;");
    MigrationReport report = check();
    assertThat(report.files()).hasSize(2);
    assertThat(report.files().get(1).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("fails");
              assertThat(finding.line()).isEqualTo(2);
              assertThat(finding.reason()).contains("42P01");
            });
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
  void an_extension_that_is_not_there_asks_for_an_image() throws Exception {
    given("V1__extension.sql", "CREATE EXTENSION postgis;");
    assertThat(rules(check(), 0)).containsExactly("missing-extension");
  }

  @Test
  void a_role_that_is_not_there_is_made_and_noted() throws Exception {
    given("V1__grant.sql", ORDERS + "GRANT SELECT ON orders TO reporting;");
    MigrationReport report = check();
    assertThat(report.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(report.notes()).singleElement().asString().contains("role \"reporting\"");
  }

  @Test
  void partitions_enums_domains_and_checks_are_filled() throws Exception {
    given(
        "V1__all.sql",
        """
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
        CREATE TABLE customers (id bigserial PRIMARY KEY, mood mood NOT NULL, share percent NOT NULL,
          state text NOT NULL CHECK (state IN ('new', 'old')), price numeric(6, 2) CHECK (price > 0));
        CREATE TABLE visits (customer bigint REFERENCES customers, at date NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');""");
    given("V2__nothing.sql", "SELECT 1;");
    given("V3__fk.sql", "ALTER TABLE visits ADD FOREIGN KEY (customer) REFERENCES customers;");
    MigrationReport report = check();
    assertThat(report.files().get(1).coverage()).isEqualTo(new MigrationReport.Coverage(2, 2));
    assertThat(report.files().get(2).statements().getFirst().failure()).isEmpty();
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

  @Test
  void repeatable_files_come_last_and_undo_files_are_not_run() throws Exception {
    given("R__view.sql", "CREATE OR REPLACE VIEW big AS SELECT * FROM orders WHERE total > 9;");
    given("V1__orders.sql", ORDERS);
    given("U1__orders.sql", "DROP TABLE orders;");
    MigrationReport report = check();
    assertThat(report.files())
        .extracting(FileReport::file)
        .containsExactly("V1__orders.sql", "R__view.sql");
    assertThat(report.notes()).singleElement().asString().contains("U1__orders.sql: an undo file");
  }

  @Test
  void every_format_carries_the_reason() throws Exception {
    given("V1__orders.sql", ORDERS);
    given("V2__index.sql", "CREATE INDEX \"<i>\" ON orders (total);");
    MigrationReport report = check();
    for (ReportFormat format : ReportFormat.values()) {
      assertThat(format.write(report))
          .as("%s", format)
          .contains("work-under-lock", "tuples scanned");
    }
    assertThat(ReportFormat.HTML.write(report)).contains("&lt;i&gt;").doesNotContain("<i>");
    assertThat(ReportFormat.SARIF.write(report))
        .contains("\"ruleId\" : \"work-under-lock\"", "\"startLine\" : 1");
  }

  private void given(String name, String sql) throws Exception {
    Files.writeString(folder.resolve(name), sql);
  }

  private MigrationReport check() throws Exception {
    var server = postgres.dataSource();
    String url =
        "%s?user=%s&password=%s".formatted(server.getURL(), server.getUser(), server.getPassword());
    return new MigrationCheck(url, OPTIONS, progress::add).check(folder);
  }

  private static List<String> rules(MigrationReport report, int file) {
    return report.files().get(file).findings().stream().map(Finding::rule).distinct().toList();
  }
}
