package dev.holdfast.postgres.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Adds a CHECK or a foreign key to a table while its writers go on: the lock that stops them is
 * held for a moment, the rows are looked at later under one that does not.
 *
 * <p>Two transactions, and the commit between them is the point. The first adds the constraint NOT
 * VALID: new rows are checked from then on, no old row is read. The second validates it under SHARE
 * UPDATE EXCLUSIVE, and ROW SHARE on a referenced table. In one transaction the first lock would be
 * carried through the second's scan.
 *
 * <p>May be repeated: it goes on where an earlier call stopped. Limits: a constraint of that name
 * is taken for the one that was asked for; a foreign key waits for the locks of two tables, one
 * while it holds the other, up to the transaction's limit; a referencing column without an index
 * makes deletes slow later. Thread-safe. Source: PostgreSQL 18 manual, ALTER TABLE, "Notes".
 */
public final class ConstraintPhaser {
  private final LockTimeoutRetrier brief;
  private final LockTimeoutRetrier validation;

  /**
   * @param brief whose transaction may take as long as its traffic may be held up
   * @param validation whose transaction may take as long as reading the whole table does
   */
  public ConstraintPhaser(LockTimeoutRetrier brief, LockTimeoutRetrier validation) {
    this.brief = brief;
    this.validation = validation;
  }

  /**
   * Returns when the constraint is there and every row meets it.
   *
   * @throws MigrationStoppedException when rows violate it: it stays, and keeps out more of them;
   *     or when a lock was not to be had
   */
  public void apply(TableConstraint constraint) throws SQLException, InterruptedException {
    brief.apply(
        statement -> {
          if (!exists(statement, constraint)) {
            statement.execute(constraint.addUnvalidated());
          }
        });
    try {
      validation.apply(constraint.validate()); // of a valid one it does nothing
    } catch (SQLException e) {
      if (!SqlStates.rowRefused(e)) {
        throw e;
      }
      throw new MigrationStoppedException(
          "rows of %s violate %s, which guards new rows already; mend them, then apply it again"
              .formatted(constraint.table(), constraint.name()),
          e);
    }
  }

  private static boolean exists(Statement statement, TableConstraint constraint)
      throws SQLException {
    try (ResultSet found = statement.executeQuery(constraint.lookUp())) {
      return found.next();
    }
  }
}
