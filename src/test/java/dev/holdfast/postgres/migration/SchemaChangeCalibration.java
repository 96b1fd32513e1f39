package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.migration.Operation.Form;
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

@TestInstance(Lifecycle.PER_CLASS)
class SchemaChangeCalibration {
  private static final int ROWS = 12_000; // more than what counts as large
  private static final MigrationCheck.Options OPTIONS =
      new MigrationCheck.Options(
          ROWS, Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofMillis(250));

  @TempDir Path folder = Path.of("");
  private final Environment environment = new Environment();
  private final List<String> progress = new ArrayList<>();
  private Postgres postgres;

  @BeforeAll
  void startServer() throws Exception {
    environment.start(List.of(Postgres.class));
    postgres = (Postgres) environment.lease(Postgres.class, "schema-changes");
    postgres.execute("ALTER SYSTEM SET autovacuum = off");
    postgres.execute("SELECT pg_reload_conf()");
  }

  @AfterAll
  void stopServer() {
    postgres.close();
    environment.close();
  }

  @Test
  void other_sessions_find_the_locks_that_are_written_down() throws Exception {
    long t0 = System.nanoTime();
    try (FormWitness witness = new FormWitness(postgres.dataSource())) {
      for (Operation operation : Operation.all()) {
        for (Form form : operation.forms()) {
          long t1 = System.nanoTime();
          try {
          var seen = witness.run(form);
          System.out.println("SEEN " + operation.name() + " " + form.name() + " | " + seen.statements() + "   in " + (System.nanoTime() - t1) / 1_000_000);
          seen.differences().forEach(d -> System.out.println("DIFF " + operation.name() + " " + d));
          } catch (Exception e) { System.out.println("DIFF " + operation.name() + " " + e); }
        }
      }
    }
    System.out.println("ALL witness " + (System.nanoTime() - t0) / 1_000_000);
  }

  @Test
  void the_check_judges_every_form_as_is_written_down() throws Exception {
    long t0 = System.nanoTime();
    try (CheckedForms forms = new CheckedForms(postgres.dataSource(), folder)) {
      for (Operation operation : Operation.all()) {
        for (Form form : operation.forms()) {
          long t1 = System.nanoTime();
          var own = forms.judge(form);
          System.out.println("JUDGED " + operation.name() + " " + form.name() + " | " + String.join(" | ", Judged.of(own)) + "   " + own.size() + " in " + (System.nanoTime() - t1) / 1_000_000);
          System.out.println(ReportFormat.TEXT.write(new MigrationReport("", 0, own, List.of())));
        }
      }
    }
    System.out.println("ALL " + (System.nanoTime() - t0) / 1_000_000);
  }
}
