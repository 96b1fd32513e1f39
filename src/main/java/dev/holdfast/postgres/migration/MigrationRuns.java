package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.BrokenStatement;
import dev.holdfast.postgres.migration.MigrationReport.Coverage;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.flywaydb.core.api.FlywayException;

/**
 * Runs scripts one after another on a database, each beside the statements of the version before
 * it, up to the first that fails. Not thread-safe.
 *
 * @param population fills tables between the scripts; empty where they have rows of their own
 * @param dry the same scripts on empty tables; empty where nobody ran them
 * @param mayWrite whether the statements of the version before may write
 */
record MigrationRuns(
    MigrationCheck.Options options,
    Consumer<String> progress,
    Optional<Population> population,
    Optional<DryRun> dry,
    boolean mayWrite) {
  List<FileReport> run(CheckDatabase database, List<MigrationFolder.Script> scripts)
      throws SQLException {
    List<FileReport> files = new ArrayList<>();
    try (Connection own = database.source().getConnection()) {
      Shape before = ShapeReader.read(own);
      Map<String, Long> rows = Map.of();
      for (MigrationFolder.Script script : scripts) {
        FileReport file = run(script, database, own, before, rows);
        files.add(file);
        progress.accept("%-8s %s".formatted(file.verdict(), script.name()));
        if (file.statements().stream().anyMatch(one -> one.failure().isPresent())) {
          return files;
        }
        before = ShapeReader.read(own);
        if (population.isPresent()) {
          rows = population.get().fill(own, before);
        }
      }
    }
    return files;
  }

  private FileReport run(
      MigrationFolder.Script script,
      CheckDatabase database,
      Connection own,
      Shape before,
      Map<String, Long> rows)
      throws SQLException {
    Generator generator = new Generator(before, dry.map(DryRun::last).orElse(before));
    PreviousStatements previous =
        PreviousStatements.of(before, generator, options.rows(), mayWrite).thatWork(own);
    List<MigratedStatement> traces;
    try (MigrationRun run =
        new MigrationRun(script.text(), previous.harmless(), database.source())) {
      Optional<FlywayException> failure = database.migrate(script, run);
      traces = run.tracesWith(failure, script.name());
    }
    List<String> gone = before.columnsGoneIn(ShapeReader.read(own));
    List<BrokenStatement> broken = previous.broken(own);
    Coverage coverage = coverage(before, rows);
    var judge =
        new MigrationJudge(
            options.longestLockTimeout(),
            options.assumeLockTimeout(),
            dry.map(empty -> empty.passed(script.name())).orElse(false));
    return new FileReport(
        script.name(),
        traces,
        broken,
        judge.judge(script.text(), traces, gone, broken, coverage),
        coverage);
  }

  private Coverage coverage(Shape before, Map<String, Long> rows) {
    if (population.isEmpty()) {
      return new Coverage(before.tables().size(), before.tables().size());
    }
    long filled =
        rows.values().stream().filter(row -> row >= options.rows() * Coverage.ENOUGH).count();
    return new Coverage((int) filled, before.tables().size());
  }
}
