package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.BrokenStatement;
import dev.holdfast.postgres.migration.MigrationReport.Coverage;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Measures whether migrations are safe: runs every file of a Flyway folder against a real,
 * throw-away PostgreSQL over populated tables, and reports what each statement locked, read,
 * rewrote and broke.
 */
public final class MigrationCheck {
  private final PGSimpleDataSource server;
  private final Options options;
  private final Consumer<String> progress;

  /**
   * @param rows each table gets
   * @param statementTimeout after which a statement counts as failed
   */
  public record Options(
      long rows,
      Duration statementTimeout,
      Duration longestLockTimeout,
      Duration assumeLockTimeout) {
    public static Options standard() {
      return new Options(100_000, Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ZERO);
    }
  }

  public MigrationCheck(PGSimpleDataSource server, Options options, Consumer<String> progress) {
    this.server = server;
    this.options = options;
    this.progress = progress;
  }

  public MigrationReport check(Path folder) throws IOException, SQLException {
    Path copy = Files.createTempDirectory("migration-check");
    MigrationFolder migrations = MigrationFolder.of(folder, copy);
    List<String> notes = new ArrayList<>(migrations.notes());
    PGSimpleDataSource ever = database("holdfast_check_ever");
    flyway(ever, migrations).load().migrate();
    Shape last;
    try (Connection connection = ever.getConnection()) {
      last = ShapeReader.read(connection);
    }
    PGSimpleDataSource populated = database("holdfast_check");
    List<FileReport> files = new ArrayList<>();
    try (Connection own = populated.getConnection()) {
      Shape before = Shape.EMPTY;
      Population population = new Population(last, options.rows());
      for (MigrationInfo file : flyway(populated, migrations).load().info().pending()) {
        progress.accept(file.getScript());
        PreviousStatements previous =
            PreviousStatements.of(before, new Generator(before, last), options.rows())
                .thatWork(own);
        String text = migrations.text(file.getScript());
        MigrationRun run = new MigrationRun(text, populated);
        try {
          flyway(populated, migrations).target(file.getVersion()).callbacks(run).load().migrate();
        } catch (FlywayException e) {
          progress.accept(String.valueOf(e.getMessage()));
        }
        List<BrokenStatement> broken = previous.broken(own);
        Coverage coverage = new Coverage(before.tables().size(), before.tables().size());
        files.add(
            new FileReport(
                file.getScript(),
                run.traces(),
                broken,
                new MigrationJudge(options.longestLockTimeout(), options.assumeLockTimeout())
                    .judge(text, run.traces(), broken, coverage),
                coverage));
        Shape now = ShapeReader.read(own);
        for (String table : now.without(before)) {
          long rows = population.fill(own, now, table);
          progress.accept("  filled %s: %,d rows".formatted(table, rows));
        }
        before = now;
      }
      try (Statement statement = own.createStatement();
          var rows = statement.executeQuery("SHOW server_version")) {
        rows.next();
        return new MigrationReport(rows.getString(1), options.rows(), files, notes);
      }
    }
  }

  private FluentConfiguration flyway(PGSimpleDataSource database, MigrationFolder migrations) {
    return Flyway.configure()
        .dataSource(database)
        .locations("filesystem:" + migrations.copy())
        .configuration(java.util.Map.of("flyway.postgresql.transactional.lock", "false"));
  }

  private PGSimpleDataSource database(String name) throws SQLException {
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
      statement.execute("CREATE DATABASE " + name);
    }
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(server.getURL());
    database.setUser(server.getUser());
    database.setPassword(server.getPassword());
    database.setDatabaseName(name);
    return database;
  }
}
