package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigratedStatement.Touched;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges what one statement did. Pure; thread-safe.
 *
 * @param passesWithoutRows its file runs on empty tables
 * @param many rows that stand for a large table
 */
record StatementJudge(boolean passesWithoutRows, long many) {
  /** Rows of one transaction whose locks, WAL and dead tuples are felt: ten usual batches. */
  static final long LARGE = 10_000;

  /** All reasons against it. */
  List<Finding> judge(MigratedStatement statement, List<MigratedStatement> file) {
    List<Finding> findings = new ArrayList<>();
    for (Touched touched : statement.relations()) {
      if (touched.existed() && touched.rows() > 0) {
        harm(statement, touched, findings);
      }
    }
    unseen(statement, findings);
    statement
        .failure()
        .ifPresent(
            failure -> {
              findings.add(
                  rule(failure)
                      .found(
                          failure.line(), "%s: %s".formatted(failure.state(), failure.message())));
              halfApplied(statement, file, findings);
            });
    return findings;
  }

  private void harm(MigratedStatement statement, Touched touched, List<Finding> findings) {
    String name = touched.trace().name();
    if (touched.emptied()) {
      findings.add(
          MigrationRule.DESTROYS_DATA.found(
              statement.line(), "%,d rows of %s are gone".formatted(touched.rows(), name)));
    } else {
      new WorkUnderLock(many).of(statement, touched).ifPresent(findings::add);
    }
    if (touched.trace().rowsChanged() >= LARGE
        && !touched.materialized() // which REFRESH writes anew, as the lock that it takes tells
        && !statement.commitsInside()) {
      findings.add(
          MigrationRule.LARGE_DML.found(
              statement.line(),
              "%,d rows of %s written in one transaction"
                  .formatted(touched.trace().rowsChanged(), name)));
    }
  }

  private static void unseen(MigratedStatement statement, List<Finding> findings) {
    if (statement.commitsInside()) {
      findings.add(
          MigrationRule.COMMITS_INSIDE.found(
              statement.line(),
              statement.inTransaction()
                  ? "it ends the transaction that its file runs in"
                  : "code of it ends transactions on its way"));
    }
    for (String table : statement.foreignTables()) {
      findings.add(
          MigrationRule.FOREIGN_TABLE.found(statement.line(), table + " is a foreign table"));
    }
    for (String relation : statement.lockNotSeen()) {
      findings.add(
          MigrationRule.LOCK_NOT_SEEN.found(
              statement.line(),
              "it worked on %s under a lock that was not seen".formatted(relation)));
    }
  }

  private MigrationRule rule(StatementFailure failure) {
    return switch (failure.state()) {
      case "57014" -> MigrationRule.TIMED_OUT;
      case "25001", "2D000" -> MigrationRule.NEEDS_NO_TRANSACTION;
      default -> {
        if (failure.everyRow()) {
          yield MigrationRule.FAILS_ON_EVERY_ROW;
        }
        if (passesWithoutRows) {
          yield MigrationRule.FAILS_ON_GENERATED_ROWS;
        }
        boolean extension = failure.message().matches("(?s).*extension \".*\" is not available.*");
        yield extension ? MigrationRule.MISSING_EXTENSION : MigrationRule.FAILS;
      }
    };
  }

  private static void halfApplied(
      MigratedStatement failed, List<MigratedStatement> file, List<Finding> findings) {
    boolean committed = file.stream().anyMatch(MigratedStatement::commitsInside);
    int before = file.indexOf(failed);
    if (committed || (!failed.inTransaction() && before > 0)) {
      findings.add(
          MigrationRule.HALF_APPLIED.found(
              failed.line(),
              committed
                  ? "what was committed before stays"
                  : "%d statements before it have been applied and stay".formatted(before)));
    }
  }
}
