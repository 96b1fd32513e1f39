package dev.holdfast.postgres.migration;

import static dev.holdfast.postgres.migration.CheckedFolder.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
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
 * Does the check tell who ends a transaction, and what is done in one? One folder, one check, a
 * file for each question.
 */
@ExtendWith(CheckServerOfTheRun.class)
@TestInstance(Lifecycle.PER_CLASS)
class MigrationCheckCommitCalibration {
  private MigrationReport report;

  @BeforeAll
  void check(Postgres postgres, @TempDir Path folder) throws Exception {
    CheckedFolder migrations = new CheckedFolder(folder, postgres);
    migrations.given(
        "V01__tables.sql",
        ORDERS
            + """
            CREATE TABLE items (id int PRIMARY KEY);
            CREATE PROCEDURE raise_totals() LANGUAGE plpgsql AS $$ BEGIN
              UPDATE orders SET total = total + 1 WHERE id % 2 = 0; COMMIT;
              UPDATE orders SET total = total + 1 WHERE id % 2 = 1; COMMIT;
            END $$;""");
    migrations.alone("V02__call.sql", "CALL raise_totals();");
    migrations.alone(
        "V03__do.sql",
        """
        DO $$ BEGIN
          FOR n IN 1..3 LOOP UPDATE orders SET note = n WHERE id = n; COMMIT; END LOOP;
        END $$;""");
    migrations.given(
        "V04__commit.sql", "UPDATE orders SET note = 'a' WHERE id = 1;\nCOMMIT;\nSELECT 1;\n");
    migrations.alone("V05__update.sql", "UPDATE orders SET total = 1;");
    migrations.given("V08__index.sql", "CREATE INDEX CONCURRENTLY by_note ON orders (note);");
    migrations.given("V09__vacuum.sql", "VACUUM orders;");
    migrations.alone("V09_1__analyze.sql", "ANALYZE orders, items;");
    migrations.alone(
        "V09_2__once.sql",
        """
        DO $$ BEGIN
          WHILE EXISTS (SELECT FROM orders WHERE total = 1) LOOP
            UPDATE orders SET total = 2 WHERE total = 1; COMMIT;
          END LOOP;
          ANALYZE orders;
        END $$;""");
    report = migrations.check();
  }

  @Test
  void code_that_commits_is_unknown() {
    for (String file : List.of("V02", "V03", "V09_2")) {
      assertThat(rules(file)).as(file).containsExactly("commits-inside");
      assertThat(file(file).verdict()).as(file).isEqualTo(Verdict.UNKNOWN);
    }
  }

  @Test
  void a_file_that_ends_its_transaction_is_unknown_from_that_line() {
    assertThat(file("V04").findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("commits-inside");
              assertThat(finding.line()).isEqualTo(2);
            });
  }

  @Test
  void commands_that_take_several_transactions_of_the_servers_own_do_not_count_as_code() {
    for (String file : List.of("V08", "V09__", "V09_1")) {
      assertThat(rules(file)).as(file).isEmpty();
    }
    assertThat(statement("V08").waitsForSnapshots()).isTrue();
    assertThat(statement("V09__").waitsForSnapshots()).isFalse();
  }

  @Test
  void large_dml_is_one_transaction_outside_of_any_too() {
    assertThat(rules("V05")).containsExactly("large-dml");
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
