package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.BrokenStatement;
import dev.holdfast.postgres.migration.MigrationReport.Coverage;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.flywaydb.core.api.FlywayException;

/**
 * Measures whether migrations are safe to run while the application works: runs each file of a
 * Flyway folder against a real PostgreSQL, over tables with rows, beside live reads and writes, and
 * reports what each statement locked, read, rewrote and broke.
 *
 * <p>The verdict rests on what the server says (locks, tuples, files, error codes), never on
 * reading SQL nor on a clock. Limits: what only the application knows (its real statements, its
 * data) is not there; a file that fails ends the check.
 *
 * <p>Not thread-safe: one check at a time on one server, whose databases {@code holdfast_check} and
 * {@code holdfast_check_empty} it makes and drops. Source: PostgreSQL 18 manual, section 13.3.1;
 * Flyway's callbacks.
 */
public final class MigrationCheck {
  private final CheckServer server;
  private final Options options;
  private final Consumer<String> progress;

  /**
   * @param rows that each table is to have
   * @param statementTimeout after which a statement counts as failed
   * @param longestLockTimeout that readers and writers can live with
   * @param assumeLockTimeout the one that your migrating session sets itself; zero for none
   */
  public record Options(
      long rows,
      Duration statementTimeout,
      Duration longestLockTimeout,
      Duration assumeLockTimeout) {
    public Options {
      if (rows < 1) {
        throw new IllegalArgumentException(
            "rows is %d; tables without rows hide what work costs, try 100000".formatted(rows));
      }
      if (!statementTimeout.isPositive() || !longestLockTimeout.isPositive()) {
        throw new IllegalArgumentException(
            "statementTimeout is %s, longestLockTimeout is %s; both must be positive"
                .formatted(statementTimeout, longestLockTimeout));
      }
    }

    /** 100,000 rows, a minute a statement, lock time-outs of up to 2 s. */
    public static Options standard() {
      return new Options(100_000, Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ZERO);
    }
  }

  /**
   * @param url of a server that may be thrown away, with a superuser's name and password in it
   * @param progress gets a line for each step
   */
  public MigrationCheck(String url, Options options, Consumer<String> progress) {
    this.server = new CheckServer(url, options.statementTimeout());
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs the folder's files.
   *
   * @throws MigrationCheckException when the folder cannot be checked: no migrations, two of one
   *     version, a file for psql
   */
  public MigrationReport check(Path folder) throws IOException, SQLException {
    try (MigrationFolder migrations = MigrationFolder.of(folder)) {
      List<String> notes = new ArrayList<>(migrations.notes());
      progress.accept("empty tables: every file, for the last schema");
      DryRun empty = DryRun.of(server, migrations, notes);
      progress.accept("%,d rows a table: file by file".formatted(options.rows()));
      List<FileReport> files = populated(migrations, empty);
      return new MigrationReport(server.version(), options.rows(), files, notes);
    } finally {
      server.drop();
    }
  }

  private List<FileReport> populated(MigrationFolder migrations, DryRun empty)
      throws SQLException, IOException {
    CheckServer.Database database = server.create("holdfast_check");
    Population population = new Population(empty.last(), options.rows());
    List<FileReport> files = new ArrayList<>();
    Map<String, Long> rows = Map.of();
    Shape before = Shape.EMPTY;
    try (Connection own = database.source().getConnection()) {
      for (MigrationFolder.Script script : database.pending(migrations)) {
        FileReport file = file(script, database, own, before, rows, empty);
        files.add(file);
        progress.accept("%-8s %s".formatted(file.verdict(), script.name()));
        if (file.statements().stream().anyMatch(one -> one.failure().isPresent())) {
          return files;
        }
        before = ShapeReader.read(own);
        rows = population.fill(own, before);
      }
    }
    return files;
  }

  private FileReport file(
      MigrationFolder.Script script,
      CheckServer.Database database,
      Connection own,
      Shape before,
      Map<String, Long> rows,
      DryRun empty)
      throws SQLException {
    Generator generator = new Generator(before, empty.last());
    PreviousStatements previous =
        PreviousStatements.of(before, generator, options.rows()).thatWork(own);
    List<StatementTrace> traces;
    try (MigrationRun run =
        new MigrationRun(script.text(), previous.harmless(), database.source())) {
      Optional<FlywayException> failure = database.migrate(script, run);
      traces = run.tracesWith(failure, script.name());
    }
    List<String> gone = before.columnsGoneIn(ShapeReader.read(own));
    List<BrokenStatement> broken = previous.broken(own);
    Coverage coverage =
        new Coverage(
            (int) rows.values().stream().filter(filled -> filled >= options.rows() * 0.9).count(),
            before.tables().size());
    var judge =
        new MigrationJudge(
            options.longestLockTimeout(), options.assumeLockTimeout(), empty.passed(script.name()));
    return new FileReport(
        script.name(),
        traces,
        broken,
        judge.judge(script.text(), traces, gone, broken, coverage),
        coverage);
  }
}
