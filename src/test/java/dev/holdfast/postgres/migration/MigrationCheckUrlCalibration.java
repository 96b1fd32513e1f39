package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.MigrationReport.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What does the check do to a database of the user's own, and what does it say of that? */
@ExtendWith(CheckServerOfTheRun.class)
class MigrationCheckUrlCalibration {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder = Path.of("");
  private Postgres server;
  private PeopleDatabase own;
  private CheckedFolder migrations;

  @BeforeEach
  void makeTheirs(Postgres postgres) throws Exception {
    server = postgres;
    migrations = new CheckedFolder(folder, postgres);
    own = PeopleDatabase.of(postgres, migrations);
    migrations.given("V2__index.sql", "CREATE INDEX by_name ON people (name);");
    migrations.given("V3__spare.sql", "ALTER TABLE spare DROP COLUMN name;");
    migrations.alone("V4__alone.sql", "ALTER TABLE people ADD COLUMN more int;");
  }

  @AfterEach
  void dropTheirs() throws Exception {
    own.close();
  }

  @Test
  void nothing_is_done_without_a_yes_but_to_say_what_would_be() throws Exception {
    String before = own.contents();
    Ran ran = run();
    assertThat(ran.code).isEqualTo(2);
    assertThat(ran.said)
        .contains(
            "runs the pending files on people itself, since its role may not copy it",
            "leaves them applied",
            "run it again with --yes");
    own.as(PeopleDatabase.SUPERUSER);
    assertThat(run().said)
        .contains("makes the database holdfast_check from people", "leaves nothing");
    assertThat(own.contents()).isEqualTo(before);
  }

  @Test
  void nothing_is_done_while_others_are_connected_whoever_they_are() throws Exception {
    String before = own.contents();
    for (String role : List.of(PeopleDatabase.MIGRATOR, PeopleDatabase.SUPERUSER)) {
      own.as(PeopleDatabase.SUPERUSER);
      try (Connection _ = own.connect()) {
        own.as(role);
        Ran ran = run("--yes");
        assertThat(ran.code).isEqualTo(2);
        assertThat(ran.said).contains("1 other sessions are connected to people");
      }
    }
    assertThat(own.contents()).isEqualTo(before);
  }

  @Test
  void a_copy_is_checked_over_its_own_rows_and_nothing_is_left() throws Exception {
    own.as(PeopleDatabase.SUPERUSER);
    String before = own.contents();
    Ran ran = run("--yes", "--assume-lock-timeout", "250");
    assertThat(ran.code).isEqualTo(1);
    assertThat(ran.said)
        .containsSubsequence(
            "UNSAFE   V2__index.sql",
            "people, 20,000 rows: SHARE",
            "work-under-lock (line 1): people of 20,000 rows",
            "SAFE     V3__spare.sql",
            "SAFE     V4__alone.sql",
            "over its own rows");
    assertThat(ran.said).doesNotContain("V1__people.sql");
    assertThat(own.contents()).isEqualTo(before);
  }

  @Test
  void where_no_copy_may_be_made_the_files_alone_are_applied_and_no_row_changes() throws Exception {
    MigrationReport report = pending();
    assertThat(CheckedFolder.rules(report, "V2")).containsExactly("work-under-lock");
    assertThat(CheckedFolder.file(report, "V3").verdict()).isEqualTo(Verdict.SAFE);
    assertThat(CheckedFolder.file(report, "V3").broken()).isNotEmpty(); // of no rows: no harm
    assertThat(CheckedFolder.file(report, "V4").verdict()).isEqualTo(Verdict.SAFE);
    assertThat(report.notes()).singleElement().asString().startsWith("no live traffic beside");
    assertThat(own.contents())
        .isEqualTo(
            "databases: people; people: %d rows of id, name, more, by 1 transactions; spare: id; applied: 1, 2, 3, 4"
                .formatted(PeopleDatabase.PEOPLE));
  }

  @Test
  void a_new_unique_key_breaks_no_row_that_has_a_value_of_its_own() throws Exception {
    own.as(PeopleDatabase.SUPERUSER);
    migrations.given("V5__name.sql", "CREATE UNIQUE INDEX CONCURRENTLY ON people (name);");
    FileReport file = CheckedFolder.file(pending(), "V5");
    assertThat(file.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(file.broken()).isEmpty();
  }

  @Test
  void a_copy_of_a_row_that_a_new_unique_key_refuses_breaks_nobody_for_certain() throws Exception {
    own.as(PeopleDatabase.SUPERUSER);
    migrations.given("V5__lower.sql", "CREATE UNIQUE INDEX CONCURRENTLY ON people (lower(name));");
    MigrationReport report = pending();
    assertThat(CheckedFolder.rules(report, "V5")).containsExactly("breaks-on-generated-rows");
    assertThat(CheckedFolder.file(report, "V5").broken())
        .singleElement()
        .extracting(MigrationReport.BrokenStatement::state)
        .isEqualTo("23505");
  }

  @Test
  void a_check_that_is_stopped_leaves_nothing() throws Exception {
    own.as(PeopleDatabase.SUPERUSER);
    String before = own.contents();
    migrations.given("V5__slow.sql", "SELECT pg_sleep(60);");
    MigrationCheck check = new MigrationCheck(own.url(), CheckedFolder.OPTIONS, _ -> {});
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<MigrationReport> report = thread.submit(() -> check.checkPending(folder));
      Awaitility.await()
          .atMost(SOON)
          .until(
              () ->
                  server.number(
                          "SELECT count(*) FROM pg_stat_activity"
                              + " WHERE datname = 'holdfast_check' AND wait_event = 'PgSleep'")
                      > 0);
      check.stop();
      assertThatThrownBy(report::get).isInstanceOf(ExecutionException.class);
    }
    assertThat(own.contents()).isEqualTo(before);
  }

  @Test
  void a_database_of_the_copys_name_is_left_alone() throws Exception {
    server.execute("CREATE DATABASE holdfast_check");
    try {
      own.as(PeopleDatabase.SUPERUSER);
      Ran ran = run("--yes");
      assertThat(ran.code).isEqualTo(2);
      assertThat(ran.said).contains("a database holdfast_check is there already");
      assertThat(server.number("SELECT count(*) FROM pg_database WHERE datname = 'holdfast_check'"))
          .isOne();
    } finally {
      server.execute("DROP DATABASE holdfast_check");
    }
  }

  @Test
  void a_database_that_flyway_does_not_know_is_named() throws Exception {
    own.execute("DROP TABLE flyway_schema_history");
    own.as(PeopleDatabase.SUPERUSER);
    Ran ran = run("--yes");
    assertThat(ran.code).isEqualTo(2);
    assertThat(ran.said).contains("no schema history table");
  }

  private MigrationReport pending() throws Exception {
    return new MigrationCheck(own.url(), CheckedFolder.OPTIONS, _ -> {}).checkPending(folder);
  }

  private record Ran(int code, String said) {}

  private Ran run(String... more) {
    StringWriter said = new StringWriter();
    CommandLine line = MigrationCheckMain.commandLine();
    line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
    List<String> arguments = new ArrayList<>(List.of(folder.toString(), "--url", own.url()));
    arguments.addAll(List.of(more));
    return new Ran(line.execute(arguments.toArray(String[]::new)), said.toString());
  }
}
