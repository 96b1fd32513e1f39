package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.migration.Operation.Form;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Is what is written down of schema changes what a server shows, to sessions that ask otherwise
 * than the oracle does, and to the check? What they found is left for the site.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SchemaChangeCalibration {
  private static final int FORMS = 88; // fewer, and some were not tried

  @TempDir private Path folder = Path.of("");
  private final Environment environment = new Environment();
  private final Map<String, List<String>> judged = new TreeMap<>();
  private final Map<String, FormWitness.Seen> witnessed = new TreeMap<>();
  private Postgres postgres;

  @BeforeAll
  void startServer() throws Exception {
    environment.start(List.of(Postgres.class));
    postgres = (Postgres) environment.lease(Postgres.class, "schema-changes");
    postgres.execute("ALTER SYSTEM SET autovacuum = off"); // it would lock tables, too
    postgres.execute("SELECT pg_reload_conf()");
  }

  @AfterAll
  void stopServer() throws Exception {
    try (Connection connection = postgres.dataSource().getConnection()) {
      String server = connection.getMetaData().getDatabaseProductVersion();
      String directory = System.getProperty("holdfast.directory", "target/spec");
      new MeasuredForms(server, judged, witnessed).write(Path.of(directory));
    }
    postgres.close();
    environment.close();
  }

  @Test
  void other_sessions_find_the_locks_and_files_that_are_written_down() throws Exception {
    List<String> differences = new ArrayList<>();
    try (FormWitness witness = new FormWitness(postgres.dataSource())) {
      for (Operation operation : Operation.all()) {
        for (Form form : operation.forms()) {
          try {
            FormWitness.Seen seen = witness.run(form);
            witnessed.put(MeasuredForms.key(operation, form), seen);
            seen.differences().forEach(one -> differences.add(operation.name() + ": " + one));
          } catch (SQLException | IllegalArgumentException e) {
            differences.add("%s, %s: %s".formatted(operation.name(), form.name(), e.getMessage()));
          }
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(witnessed).hasSize(FORMS);
  }

  @Test
  void the_check_judges_every_form_as_is_written_down() throws Exception {
    List<String> differences = new ArrayList<>();
    try (CheckedForms forms = new CheckedForms(postgres.dataSource(), folder)) {
      for (Operation operation : Operation.all()) {
        for (Form form : operation.forms()) {
          List<String> said = Judged.of(forms.judge(form));
          judged.put(MeasuredForms.key(operation, form), said);
          if (!said.equals(form.judged())) {
            differences.add(
                "%s, %s: judged %s, known %s"
                    .formatted(operation.name(), form.name(), said, form.judged()));
          }
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(judged).hasSize(FORMS);
  }
}
