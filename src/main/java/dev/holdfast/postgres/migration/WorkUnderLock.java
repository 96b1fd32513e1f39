package dev.holdfast.postgres.migration;

import static java.util.stream.Collectors.joining;

import dev.holdfast.postgres.migration.MigratedStatement.Touched;
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
          found(statement, locked, String.join(", ", locked.work()) + " under ", ""));
    }
    return Optional.empty();
  }

  private static MigrationReport.Finding found(
      MigratedStatement statement, Touched locked, String work, String meanwhile) {
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
                meanwhile));
  }

  private static String waiting(Touched locked) {
    return locked.blocks().stream()
        .filter(who -> !who.equals("row locks")) // who locks rows will write
        .collect(joining(" and "));
  }
}
