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
 * What does the check say of what is hard to see? One folder, one check, a file for each question.
 */
@ExtendWith(CheckServerOfTheRun.class)
@TestInstance(Lifecycle.PER_CLASS)
class MigrationCheckEdgesCalibration {
  private MigrationReport report;

  @BeforeAll
  void check(Postgres postgres, @TempDir Path folder) throws Exception {
    CheckedFolder migrations = new CheckedFolder(folder, postgres);
    migrations.given(
        "V01__tables.sql",
        ORDERS
            + """
            CREATE TABLE events (id bigint PRIMARY KEY, note text) PARTITION BY RANGE (id);
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (500000);
            CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (500000) TO (1000000);
            CREATE MATERIALIZED VIEW totals AS SELECT id, total FROM orders;
            CREATE UNIQUE INDEX ON totals (id);
            CREATE EXTENSION postgres_fdw;
            CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw
              OPTIONS (host 'localhost', dbname 'postgres');
            CREATE USER MAPPING FOR CURRENT_USER SERVER elsewhere
              OPTIONS (user 'postgres', password 'holdfast');""");
    migrations.given("V05__alike.sql", "UPDATE orders SET total = 1;"); // no key to be
    migrations.alone(
        "V06__short_alone.sql", // longer than the server holds back what it counted of others
        """
        DO $$ BEGIN
          PERFORM pg_sleep(1.2);
          ALTER TABLE orders ADD COLUMN a int;
        END $$;""");
    migrations.given("V07__short.sql", "ALTER TABLE orders ADD COLUMN b int;");
    migrations.given(
        "V10__check.sql",
        "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0) NOT VALID;");
    migrations.given("V11__validate.sql", "ALTER TABLE orders VALIDATE CONSTRAINT positive;");
    migrations.given("V12__partitions.sql", "ALTER TABLE events ADD COLUMN more int;");
    migrations.given(
        "V13__foreign.sql",
        """
        CREATE FOREIGN TABLE far (datname text) SERVER elsewhere
          OPTIONS (schema_name 'pg_catalog', table_name 'pg_database');""");
    migrations.given(
        "V14__from_far.sql",
        "UPDATE orders SET note = (SELECT min(datname) FROM far) WHERE id = 1;");
    migrations.given(
        "V15__dynamic.sql", "DO $$ BEGIN EXECUTE 'CREATE INDEX ON orders (a)'; END $$;");
    migrations.alone("V16__view.sql", "CREATE INDEX ON totals (total);");
    migrations.given("V17__off.sql", "SET lock_timeout = 0;\nALTER TABLE orders DROP COLUMN b;");
    migrations.alone("V18__refresh.sql", "REFRESH MATERIALIZED VIEW totals;");
    migrations.given("V19__refresh.sql", "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;");
    migrations.given(
        "V20__carried.sql",
        "ALTER TABLE events ADD COLUMN other int;\nSELECT sum(total) FROM orders;");
    migrations.given(
        "V21__check.sql", "ALTER TABLE orders ADD CONSTRAINT odd CHECK (total < 0) NOT VALID;");
    migrations.given("V22__no_check.sql", "ALTER TABLE orders DROP CONSTRAINT odd;");
    migrations.given(
        "V23__required.sql",
        "ALTER TABLE events ADD COLUMN weight int NOT NULL DEFAULT 0;\n"
            + "ALTER TABLE events ALTER COLUMN weight DROP DEFAULT;");
    migrations.given("V24__unique.sql", "CREATE UNIQUE INDEX CONCURRENTLY one ON orders (total);");
    report = migrations.check();
  }

  @Test
  void a_short_lock_keeps_every_client_waiting_and_traffic_is_not_taken_for_work() {
    for (String file : List.of("V06", "V07")) {
      assertThat(rules(file)).as(file).isEmpty();
      assertThat(statement(file).victims().count()).as(file).isEqualTo(LiveTraffic.CLIENTS);
    }
    assertThat(ReportFormat.TEXT.write(report)).contains("kept 4 requests of 4 clients waiting");
  }

  @Test
  void a_constraint_that_is_left_unvalidated_is_told_and_harmless() {
    assertThat(statement("V10").leftUnvalidated()).containsExactly("positive of orders");
    assertThat(file("V10").verdict()).isEqualTo(Verdict.SAFE);
    assertThat(file("V11").verdict()).isEqualTo(Verdict.SAFE);
    assertThat(StatementFacts.of(statement("V11")))
        .contains("waits for older transactions that change or vacuum the same table");
  }

  @Test
  void partitions_by_the_primary_key_are_filled() {
    assertThat(file("V12").coverage().tooFew()).isEmpty();
    assertThat(statement("V12").relations())
        .filteredOn(touched -> touched.trace().name().equals("events"))
        .singleElement()
        .extracting(MigratedStatement.Touched::rows)
        .isEqualTo((long) ROWS);
  }

  @Test
  void a_foreign_table_is_unknown_where_it_is_used_and_harmless_where_it_is_made() {
    assertThat(rules("V13")).isEmpty();
    assertThat(file("V14").findings())
        .singleElement()
        .extracting(Finding::reason)
        .isEqualTo("far is a foreign table");
    assertThat(file("V14").verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void a_block_that_makes_up_its_sql_is_measured_like_any() {
    assertThat(rules("V15")).containsExactly("work-under-lock");
  }

  @Test
  void what_only_keeps_writers_waiting_keeps_nobody_from_a_materialized_view() {
    for (String file : List.of("V16", "V19")) {
      assertThat(rules(file)).as(file).isEmpty();
    }
    assertThat(touched("V19", "totals").trace().lock()).isEqualTo(LockMode.EXCLUSIVE);
    assertThat(touched("V19", "totals").blocks()).isEmpty();
  }

  @Test
  void a_materialized_view_that_is_filled_anew_is_rewritten_under_a_lock_and_no_dml() {
    assertThat(rules("V18")).containsExactly("work-under-lock");
    assertThat(touched("V18", "totals").trace().rowsChanged()).isEqualTo(ROWS);
    assertThat(touched("V18", "totals").blocks()).containsExactly("reads");
  }

  @Test
  void a_lock_that_is_kept_while_another_table_is_read_through_counts() {
    assertThat(file("V20").findings())
        .filteredOn(finding -> finding.reason().startsWith("events of"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("work-under-lock");
              assertThat(finding.line()).isEqualTo(2);
              assertThat(finding.reason())
                  .contains("ACCESS EXCLUSIVE held since line 1", "tuples of orders are scanned");
            });
  }

  @Test
  void a_lock_timeout_that_the_file_switches_off_is_off_whatever_is_assumed() {
    assertThat(rules("V17")).contains("lock-without-timeout");
  }

  @Test
  void a_row_that_was_made_up_and_is_refused_breaks_nobody_for_certain() {
    assertThat(rules("V21")).containsExactly("breaks-on-generated-rows");
    assertThat(file("V21").verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(states("V21")).containsOnly("23514");
  }

  @Test
  void a_column_that_the_version_before_cannot_name_breaks_it_whatever_its_rows_are() {
    assertThat(rules("V23")).containsExactly("breaks-previous-version");
    assertThat(states("V23")).containsOnly("23502");
  }

  @Test
  void an_index_that_could_not_be_built_is_left_invalid() {
    assertThat(rules("V24")).containsExactly("fails-on-generated-rows", "leaves-invalid-index");
    assertThat(statement("V24").failure())
        .get()
        .satisfies(
            failure -> {
              assertThat(failure.state()).isEqualTo("23505");
              assertThat(failure.message())
                  .contains("could not create unique index", "Key (total)");
            });
  }

  private MigratedStatement.Touched touched(String file, String relation) {
    return statement(file).relations().stream()
        .filter(touched -> touched.trace().name().equals(relation))
        .findFirst()
        .orElseThrow();
  }

  private FileReport file(String name) {
    return CheckedFolder.file(report, name);
  }

  private MigratedStatement statement(String file) {
    return file(file).statements().getFirst();
  }

  private List<String> states(String file) {
    return file(file).broken().stream().map(MigrationReport.BrokenStatement::state).toList();
  }

  private List<String> rules(String file) {
    return CheckedFolder.rules(report, file);
  }
}
