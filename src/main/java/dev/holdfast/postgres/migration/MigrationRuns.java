package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.BrokenStatement;
import dev.holdfast.postgres.migration.MigrationReport.Coverage;
import dev.holdfast.postgres.migration.MigrationReport.FileReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
      boolean uncounted = uncounted(own);
      Shape before = ShapeReader.read(own);
      Map<String, FilledTable> rows = Map.of();
      for (MigrationFolder.Script script : scripts) {
        FileReport file = run(script, database, own, uncounted, before, rows);
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
      boolean uncounted,
      Shape before,
      Map<String, FilledTable> rows)
      throws SQLException {
    PreviousStatements previous =
        previous(before, dry.map(DryRun::last).orElse(before)).thatWork(own);
    Map<String, Long> there = SessionFacts.of(own, Duration.ZERO).rows();
    List<MigratedStatement> statements;
    try (FileTrace trace =
        new FileTrace(
            script.text(),
            new TrafficRequests(previous.harmless(), uncounted),
            options.assumeLockTimeout(),
            database.source())) {
      Optional<FlywayException> failure = database.migrate(script, new MigrationRun(trace));
      statements = trace.statements(failure, dry.map(DryRun::last).orElse(Shape.EMPTY));
    }
    Shape after = ShapeReader.read(own);
    List<BrokenStatement> broken = previous.broken(own, previous(before, after));
    var known =
        new MigrationJudge.Known(
            script.text(),
            statements,
            before.columnsGoneIn(after).stream()
                .filter(column -> counts(column.table(), there))
                .map(column -> column.table() + "." + column.name())
                .toList(),
            broken.stream().filter(one -> counts(one.table(), there)).toList(),
            coverage(before, rows));
    var judge =
        new MigrationJudge(options, dry.map(empty -> empty.passed(script.name())).orElse(false));
    return new FileReport(script.name(), statements, broken, judge.judge(known), known.coverage());
  }

  private PreviousStatements previous(Shape shape, Shape ever) {
    return PreviousStatements.of(
        shape, new Generator(shape, ever), options.rows(), population.isPresent(), mayWrite);
  }

  /**
   * Whether harm to a table counts: where rows are made, one that has none stands for one that has.
   */
  private boolean counts(String table, Map<String, Long> there) {
    return population.isPresent() || there.getOrDefault(table, 0L) > 0;
  }

  private Coverage coverage(Shape before, Map<String, FilledTable> rows) {
    Map<String, String> tooFew = new LinkedHashMap<>();
    rows.forEach(
        (table, filled) -> {
          if (filled.rows() < options.rows() * Coverage.ENOUGH) {
            tooFew.put(table, filled.words());
          }
        });
    Set<String> all = new HashSet<>(before.tables().keySet());
    all.addAll(tooFew.keySet()); // views, too, that could not be filled
    return new Coverage(all.size() - tooFew.size(), all.size(), tooFew);
  }

  /** Sees to it that what this check does is not taken for the work of a statement, if it may. */
  private static boolean uncounted(Connection own) throws SQLException {
    try (Statement statement = own.createStatement()) {
      statement.execute("SET track_counts = off");
      return true;
    } catch (SQLException e) {
      if (SqlStates.notPermitted(e)) {
        return false;
      }
      throw e;
    }
  }
}
