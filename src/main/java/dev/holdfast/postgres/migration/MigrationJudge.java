package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigratedStatement.Touched;
import dev.holdfast.postgres.migration.MigrationReport.BrokenStatement;
import dev.holdfast.postgres.migration.MigrationReport.Coverage;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Judges one file by what was measured, never by its text. Only relations that were there before
 * the file and had rows can be harmed. Pure; thread-safe.
 *
 * @param passesWithoutRows the same files run on empty tables
 */
record MigrationJudge(MigrationCheck.Options options, boolean passesWithoutRows) {

  /**
   * What is known of a file.
   *
   * @param text which may allow findings
   * @param columnsGone from tables with rows
   * @param broken statements of the version before, of tables with rows
   */
  record Known(
      String text,
      List<MigratedStatement> statements,
      List<String> columnsGone,
      List<BrokenStatement> broken,
      Coverage coverage) {}

  /** All reasons against a file, with those that its text allows marked so. */
  List<Finding> judge(Known file) {
    List<Finding> findings = new ArrayList<>();
    for (String column : file.columnsGone()) {
      findings.add(MigrationRule.DESTROYS_DATA.found(0, "column " + column + " is gone"));
    }
    // Where rows are made, as many as were asked for stand for a table of any size.
    long many = Math.min(StatementJudge.LARGE, (long) (options.rows() * Coverage.ENOUGH));
    StatementJudge each = new StatementJudge(passesWithoutRows, many);
    for (MigratedStatement statement : file.statements()) {
      findings.addAll(each.judge(statement, file.statements()));
    }
    queue(file.statements()).ifPresent(findings::add);
    leftInvalid(file.statements()).ifPresent(findings::add);
    for (BrokenStatement one : file.broken()) {
      findings.add(
          (one.forItsRow()
                  ? MigrationRule.BREAKS_ON_GENERATED_ROWS
                  : MigrationRule.BREAKS_PREVIOUS_VERSION)
              .found(0, "%s: %s (%s)".formatted(one.sql(), one.message(), one.state())));
    }
    tooFewRows(file).ifPresent(findings::add);
    findings.removeIf(finding -> options.off().contains(finding.rule()));
    return Allowances.in(file.text()).applyTo(findings);
  }

  /** One a file: a lock that others queue behind, however short the work under it. */
  private Optional<Finding> queue(List<MigratedStatement> statements) {
    for (MigratedStatement statement : statements) {
      Duration timeout = statement.lockTimeout();
      boolean bounded =
          timeout.isPositive() && timeout.compareTo(options.longestLockTimeout()) <= 0;
      for (Touched touched : statement.relations()) {
        if (!bounded
            && touched.rows() > 0
            && touched.since() == statement.line()
            && touched.keepsWaiting()) {
          return Optional.of(
              MigrationRule.LOCK_WITHOUT_TIMEOUT.found(
                  statement.line(),
                  "%s on %s with lock_timeout %s: behind a long transaction it queues, and everybody behind it"
                      .formatted(
                          touched.lock().words(),
                          touched.trace().name(),
                          timeout.isZero() ? "off" : timeout.toMillis() + " ms")));
        }
      }
    }
    return Optional.empty();
  }

  /** Those that are there when the file is done, of the statement that made the first of them. */
  private static Optional<Finding> leftInvalid(List<MigratedStatement> statements) {
    List<String> left = statements.isEmpty() ? List.of() : statements.getLast().leftInvalid();
    return statements.stream()
        .filter(statement -> statement.leftInvalid().stream().anyMatch(left::contains))
        .findFirst()
        .map(
            statement ->
                MigrationRule.LEAVES_INVALID_INDEX.found(
                    statement.line(), "invalid indexes: " + String.join(", ", left)));
  }

  /** In all, or of a table that the file is about. */
  private static Optional<Finding> tooFewRows(Known file) {
    Coverage coverage = file.coverage();
    Stream<String> concerned =
        file.statements().stream()
            .flatMap(statement -> statement.relations().stream())
            .filter(Touched::keepsWaiting)
            .map(touched -> touched.trace().name())
            .filter(coverage.tooFew()::containsKey);
    Set<String> names =
        new LinkedHashSet<>(coverage.enough() ? concerned.toList() : coverage.tooFew().keySet());
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            MigrationRule.TOO_FEW_ROWS.found(
                0,
                "%d of %d tables have the rows asked for; not %s"
                    .formatted(
                        coverage.filled(),
                        coverage.tables(),
                        String.join(
                            "; ",
                            names.stream()
                                .map(name -> name + ": " + coverage.tooFew().get(name))
                                .toList()))));
  }
}
