package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import dev.holdfast.postgres.migration.Operation.Form;
import dev.holdfast.postgres.migration.Operation.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Puts forms of {@link Operation}s to the check, one after another in one database: each over
 * tables of its own, a file for each of its transactions.
 *
 * <p>The check's own runs of files, without what it does around them: a copy of the database, rows
 * that it makes up, a dry run.
 */
final class CheckedForms implements AutoCloseable {
  private static final int ROWS = 1_000;

  /** Of the table whose rows are changed all at once: more than what counts as large. */
  private static final int MANY_ROWS = 12_000;

  private static final MigrationCheck.Options OPTIONS =
      new MigrationCheck.Options(
          ROWS, Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofMillis(250));

  /** Everything but what Flyway remembers. */
  private static final String ANEW =
      """
      CREATE SCHEMA IF NOT EXISTS aside;
      ALTER TABLE IF EXISTS public.flyway_schema_history SET SCHEMA aside;
      DROP SCHEMA public CASCADE;
      DROP SCHEMA IF EXISTS shop CASCADE;
      CREATE SCHEMA public;
      ALTER TABLE IF EXISTS aside.flyway_schema_history SET SCHEMA public;
      """;

  /** Flyway sees by itself that an index is built concurrently, and nothing else of that kind. */
  private static final String OUTSIDE = "REINDEX .* CONCURRENTLY .*|.* DETACH .* CONCURRENTLY";

  private final CheckDatabase database;
  private final Path folder;
  private final Connection connection;
  private int files;

  /** The database is given over to it: everything in it is removed again and again. */
  CheckedForms(PGSimpleDataSource source, Path folder) throws IOException, SQLException {
    source.setOptions("-c max_parallel_maintenance_workers=0"); // as the check's own
    this.database = new CheckDatabase(source);
    this.folder = folder;
    this.connection = source.getConnection();
    Path first = Files.createDirectory(folder.resolve("first")); // while there are no tables
    Files.writeString(first.resolve("V%d__first.sql".formatted(++files)), "SELECT 1;");
    try (MigrationFolder migrations = MigrationFolder.of(first)) {
      database.pending(migrations).forEach(database::migrate);
    }
  }

  /** What the check says of its files. */
  List<FileReport> judge(Form form) throws IOException, SQLException {
    try (MigrationFolder migrations = MigrationFolder.of(write(form))) {
      var scripts = database.pending(migrations);
      DryRun dry = dry(form, scripts);
      tables(form, form.tables().contains("TABLE stock") ? MANY_ROWS : ROWS);
      var runs = new MigrationRuns(OPTIONS, _ -> {}, Optional.empty(), Optional.of(dry), true);
      return runs.run(database, scripts);
    }
  }

  /** As the check's own, which is the server's only answer to what is there in the end. */
  private DryRun dry(Form form, List<MigrationFolder.Script> scripts) throws SQLException {
    tables(form, 0);
    Set<String> passes = new HashSet<>();
    connection.setAutoCommit(form.steps().stream().noneMatch(Step::isBracket));
    try (Statement statement = connection.createStatement()) {
      for (MigrationFolder.Script script : scripts) {
        for (String sql : script.text().split(";\n", -1)) {
          statement.execute(sql);
        }
        passes.add(script.name());
      }
    } catch (SQLException _) {
      // as far as it goes
    } finally {
      if (!connection.getAutoCommit()) {
        connection.commit();
        connection.setAutoCommit(true);
      }
    }
    return new DryRun(ShapeReader.read(connection), passes);
  }

  private void tables(Form form, int rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(ANEW + form.tables().replace("(1, 1000)", "(1, %d)".formatted(rows)));
    }
  }

  private Path write(Form form) throws IOException {
    Path own = Files.createDirectory(folder.resolve("from-" + files));
    List<String> transaction = new ArrayList<>();
    boolean open = false;
    for (Step step : form.steps()) {
      if (step.isBracket()) {
        open = step.sql().equals("BEGIN");
      } else {
        transaction.add(step.sql() + ";\n");
      }
      if (!open) {
        Path file = own.resolve("V%d__step.sql".formatted(++files));
        Files.writeString(file, String.join("", transaction));
        if (step.isBracket() || step.sql().matches(OUTSIDE)) {
          Files.writeString(
              file.resolveSibling(file.getFileName() + ".conf"),
              "executeInTransaction=%b\n".formatted(step.isBracket()));
        }
        transaction.clear();
      }
    }
    return own;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
