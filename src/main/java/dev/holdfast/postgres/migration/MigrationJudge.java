package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigratedStatement.Touched;
import dev.holdfast.postgres.migration.MigrationReport.BrokenStatement;
import dev.holdfast.postgres.migration.MigrationReport.Coverage;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges one file by what was measured, never by its text. Only relations that were there before
 * the file and had rows can be harmed. Pure; thread-safe.
 *
 * @param longestLockTimeout what readers and writers can live with
 * @param assumeLockTimeout the one that the session that runs the migrations sets itself; zero
 *     where it sets none
 * @param passesWithoutRows the same files run on empty tables
 */
record MigrationJudge(
    Duration longestLockTimeout, Duration assumeLockTimeout, boolean passesWithoutRows) {
  /** Rows of one transaction whose locks, WAL and dead tuples are felt: ten usual batches. */
  private static final long LARGE = 10_000;

  /** All reasons against a file, with those that its text allows marked so. */
  List<Finding> judge(
      String text,
      List<MigratedStatement> statements,
      List<String> columnsGone,
      List<BrokenStatement> broken,
      Coverage coverage) {
    List<Finding> findings = new ArrayList<>();
    for (String column : columnsGone) {
      findings.add(MigrationRule.DESTROYS_DATA.found(0, "column " + column + " is gone"));
    }
    for (MigratedStatement statement : statements) {
      for (Touched touched : statement.relations()) {
        if (touched.existed() && touched.rows() > 0) {
          harm(statement, touched, findings);
        }
      }
      failure(statement, statements, findings);
      if (!statement.leftInvalid().isEmpty()) {
        findings.add(
            MigrationRule.LEAVES_INVALID_INDEX.found(
                statement.line(),
                "invalid indexes: " + String.join(", ", statement.leftInvalid())));
      }
    }
    queue(statements).ifPresent(findings::add);
    for (BrokenStatement one : broken) {
      findings.add(
          MigrationRule.BREAKS_PREVIOUS_VERSION.found(
              0, "%s: %s (%s)".formatted(one.sql(), one.message(), one.state())));
    }
    if (!coverage.enough()) {
      findings.add(
          MigrationRule.TOO_FEW_ROWS.found(
              0,
              "%d of %d tables have the rows asked for"
                  .formatted(coverage.filled(), coverage.tables())));
    }
    return Allowances.in(text).applyTo(findings);
  }

  private void harm(MigratedStatement statement, Touched touched, List<Finding> findings) {
    if (touched.emptied()) {
      findings.add(
          MigrationRule.DESTROYS_DATA.found(
              statement.line(),
              "%,d rows of %s are gone".formatted(touched.rows(), touched.trace().name())));
    } else if (touched.trace().growsWithTheTable() && touched.lock().blocksWrites()) {
      findings.add(
          MigrationRule.WORK_UNDER_LOCK.found(
              statement.line(),
              "%s of %,d rows: %s%s, which blocks %s"
                  .formatted(
                      touched.trace().name(),
                      touched.rows(),
                      String.join(", ", touched.work()),
                      held(statement, touched),
                      touched.lock().blocksReads() ? "reads and writes" : "writes")));
    }
    if (touched.trace().rowsChanged() >= LARGE && statement.inTransaction()) {
      findings.add(
          MigrationRule.LARGE_DML.found(
              statement.line(),
              "%,d rows of %s written in one transaction"
                  .formatted(touched.trace().rowsChanged(), touched.trace().name())));
    }
  }

  /** One a file: a lock that others queue behind, however short the work under it. */
  private Optional<Finding> queue(List<MigratedStatement> statements) {
    for (MigratedStatement statement : statements) {
      Duration timeout =
          statement.lockTimeout().isZero() ? assumeLockTimeout : statement.lockTimeout();
      boolean bounded = timeout.isPositive() && timeout.compareTo(longestLockTimeout) <= 0;
      for (Touched touched : statement.relations()) {
        if (!bounded
            && touched.existed()
            && touched.rows() > 0
            && touched.since() == statement.line()
            && touched.lock().blocksWrites()) {
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

  private void failure(
      MigratedStatement statement, List<MigratedStatement> all, List<Finding> findings) {
    statement
        .failure()
        .ifPresent(
            failure -> {
              boolean extension =
                  failure.message().matches("(?s).*extension \".*\" is not available.*");
              MigrationRule rule =
                  passesWithoutRows
                      ? MigrationRule.FAILS_ON_GENERATED_ROWS
                      : extension ? MigrationRule.MISSING_EXTENSION : MigrationRule.FAILS;
              findings.add(
                  rule.found(
                      statement.line(), "%s: %s".formatted(failure.state(), failure.message())));
              if (!statement.inTransaction() && all.size() > 1) {
                findings.add(
                    MigrationRule.HALF_APPLIED.found(
                        statement.line(),
                        "%d statements before it have been applied and stay"
                            .formatted(all.indexOf(statement))));
              }
            });
  }

  private static String held(MigratedStatement statement, Touched touched) {
    String since = touched.since() == statement.line() ? "" : " held since line " + touched.since();
    return " under " + touched.lock().words() + since;
  }
}
