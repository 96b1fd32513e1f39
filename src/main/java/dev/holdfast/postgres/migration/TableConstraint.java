package dev.holdfast.postgres.migration;

/**
 * A constraint to be added to a table; names and SQL that the programmer writes, never a user.
 *
 * @param definition what comes after its name: {@code CHECK (total > 0)}, {@code FOREIGN KEY
 *     (customer) REFERENCES customers}, and from PostgreSQL 18 on {@code NOT NULL note}
 */
public record TableConstraint(String table, String name, String definition) {
  private static final String NAME = "[a-z0-9_]+";

  public TableConstraint {
    if (!table.matches(NAME + "(\\." + NAME + ")?") || !name.matches(NAME)) {
      throw new IllegalArgumentException(
          "table %s and name %s are put into SQL: only a-z, 0-9 and _ are taken"
              .formatted(table, name));
    }
  }

  String addUnvalidated() {
    return "ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID".formatted(table, name, definition);
  }

  String validate() {
    return "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(table, name);
  }

  String drop() {
    return "ALTER TABLE %s DROP CONSTRAINT %s".formatted(table, name);
  }

  /** A question that has one row when the table has a constraint of this name. */
  String lookUp() {
    return "SELECT FROM pg_constraint WHERE conrelid = '%s'::regclass AND conname = '%s'"
        .formatted(table, name);
  }
}
