package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigrationReport.Verdict;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What makes a migration unsafe, or leaves it unknown, with the form that is safe.
 *
 * <p>Source: PostgreSQL 18 manual, sections 13.3.1 and 5.7; the experiments of this package.
 */
enum MigrationRule {
  WORK_UNDER_LOCK(Verdict.UNSAFE, "move the work out of the lock"),
  LOCK_WITHOUT_TIMEOUT(
      Verdict.UNSAFE,
      "begin the file with SET LOCAL lock_timeout = '250ms', and run it again when it fails with"
          + " 55P03"),
  BREAKS_PREVIOUS_VERSION(
      Verdict.UNSAFE,
      "expand and contract: add the new beside the old (ADD COLUMN remark, with a trigger that"
          + " keeps both alike), move readers and writers over, and remove the old when no old"
          + " version is left"),
  DESTROYS_DATA(
      Verdict.UNSAFE,
      "remove it in a release of its own, when nothing has read it for a while and a backup is at"
          + " hand; till then ALTER TABLE … ALTER COLUMN … DROP NOT NULL is enough"),
  LEAVES_INVALID_INDEX(
      Verdict.UNSAFE,
      "DROP INDEX CONCURRENTLY what is invalid, mend the rows that are in its way, and build it"
          + " again"),
  HALF_APPLIED(
      Verdict.UNSAFE,
      "one statement a file where a file is outside a transaction, so that what failed can be run"
          + " again: V7__index.sql with CREATE INDEX CONCURRENTLY alone"),
  LARGE_DML(
      Verdict.UNSAFE,
      "change rows in batches by their key, each in a transaction of its own: a backfill, not a"
          + " migration; UPDATE … WHERE id > $1 AND id <= $1 + 1000"),
  FAILS_ON_EVERY_ROW(
      Verdict.UNSAFE,
      "give the column a default that is the same for every row, ADD COLUMN weight int NOT NULL"
          + " DEFAULT 0; or add it without NOT NULL, fill it in batches, and only then demand it"),
  COMMITS_INSIDE(
      Verdict.UNKNOWN,
      "leave transactions to Flyway, and loops that commit to a backfill of the application's: what"
          + " is locked between two commits was not seen, and what was committed stays when the rest"
          + " fails"),
  FAILS(Verdict.UNKNOWN, "mend the statement; nothing behind it was looked at"),
  FAILS_ON_GENERATED_ROWS(
      Verdict.UNKNOWN,
      "it passes on empty tables: check it against a copy of real data with --url"),
  BREAKS_ON_GENERATED_ROWS(
      Verdict.UNKNOWN,
      "it is refused for a row that was made up: see whether the version before can write such a"
          + " row, by running its own tests against the migrated schema"),
  TIMED_OUT(Verdict.UNKNOWN, "give it longer with --timeout, or check with fewer --rows"),
  NEEDS_NO_TRANSACTION(
      Verdict.UNKNOWN,
      "give it a file of its own, and beside it V7__name.sql.conf with executeInTransaction=false"),
  TOO_FEW_ROWS(
      Verdict.UNKNOWN,
      "rows could not be made for these tables: check against a copy of real data with --url"),
  MISSING_EXTENSION(Verdict.UNKNOWN, "give an image that has it: --image postgis/postgis:18-3.6"),
  FOREIGN_TABLE(
      Verdict.UNKNOWN,
      "what was done behind it was not looked at: try it on the server that it stands for"),
  LOCK_NOT_SEEN(
      Verdict.UNKNOWN,
      "run it in a transaction if it can be, or check again when nothing else works on the table");

  private final Verdict verdict;
  private final String remedy;

  MigrationRule(Verdict verdict, String remedy) {
    this.verdict = verdict;
    this.remedy = remedy;
  }

  /** As a file names it to allow it: {@code large-dml}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All their names. */
  static Set<String> ids() {
    return Stream.of(values())
        .map(MigrationRule::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  MigrationReport.Finding found(int line, String reason) {
    return found(line, reason, remedy);
  }

  /** With a safe form that is this one's own. */
  MigrationReport.Finding found(int line, String reason, String safe) {
    return new MigrationReport.Finding(verdict, id(), line, reason, safe, "");
  }
}
