package dev.holdfast.postgres.migration;

import static java.util.stream.Collectors.joining;

import dev.holdfast.postgres.migration.MigratedStatement.Touched;
import java.util.List;
import java.util.Optional;

/**
 * Tells what was done while a lock kept readers or writers waiting: to the locked table itself, or
 * to another one in the same transaction. Pure; thread-safe.
 *
 * @param many rows of another table whose work takes long
 */
record WorkUnderLock(long many) {

  /** What speaks against a statement because of a lock on a table that has rows, if anything. */
  Optional<MigrationReport.Finding> of(MigratedStatement statement, Touched locked) {
    if (!locked.keepsWaiting()) {
      return Optional.empty();
    }
    if (locked.trace().growsWithTheTable()) {
      return Optional.of(
          found(
              statement, locked, String.join(", ", locked.work()) + " under ", "", apart(locked)));
    }
    List<String> elsewhere = elsewhere(statement, locked);
    return elsewhere.isEmpty()
        ? Optional.empty()
        : Optional.of(
            found(
                statement,
                locked,
                "",
                ", while " + String.join(", ", elsewhere),
                "give each of the two a file of its own, so that the lock is gone before the work"
                    + " begins"));
  }

  private static MigrationReport.Finding found(
      MigratedStatement statement, Touched locked, String work, String meanwhile, String safe) {
    String since = locked.since() == statement.line() ? "" : " held since line " + locked.since();
    return MigrationRule.WORK_UNDER_LOCK.found(
        statement.line(),
        "%s of %,d rows: %s%s%s, which blocks %s%s"
            .formatted(
                locked.trace().name(),
                locked.rows(),
                work,
                locked.lock().words(),
                since,
                waiting(locked),
                meanwhile),
        safe);
  }

  /** How the same work is done without the lock. */
  private static String apart(Touched locked) {
    if (locked.materialized()) {
      return "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view";
    }
    if (locked.trace().rewritten()) {
      return "add a new column and let a batched backfill fill it, instead of a change of type or a"
          + " volatile default";
    }
    return locked.trace().indexesBuilt().isEmpty()
        ? "ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own"
        : "CREATE INDEX CONCURRENTLY; for a key, then ADD CONSTRAINT … UNIQUE USING INDEX";
  }

  /** What took long on other tables; with transactions of its own in between nobody knows when. */
  private List<String> elsewhere(MigratedStatement statement, Touched locked) {
    return statement.commitsInside()
        ? List.of()
        : statement.relations().stream()
            .filter(other -> !other.equals(locked))
            .filter(
                other ->
                    other.trace().tuplesScanned() >= many || other.trace().rowsChanged() >= many)
            .map(
                other ->
                    other.trace().tuplesScanned() >= many
                        ? "%,d tuples of %s are scanned"
                            .formatted(other.trace().tuplesScanned(), other.trace().name())
                        : "%,d rows of %s are written"
                            .formatted(other.trace().rowsChanged(), other.trace().name()))
            .toList();
  }

  private static String waiting(Touched locked) {
    return locked.blocks().stream()
        .filter(who -> !who.equals("row locks")) // who locks rows will write
        .collect(joining(" and "));
  }
}
