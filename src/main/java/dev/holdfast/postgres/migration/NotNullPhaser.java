package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.ServerVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Makes a column NOT NULL without reading the table under ACCESS EXCLUSIVE, which is what SET NOT
 * NULL does.
 *
 * <p>From PostgreSQL 18 on NOT NULL is a constraint that may be added NOT VALID and validated
 * later. Before, a validated CHECK does the reading, and proves to SET NOT NULL that it need not;
 * the CHECK is dropped afterwards, in the same transaction but in a statement of its own, since
 * ALTER TABLE drops first and would find no proof. The server's version decides.
 *
 * <p>May be repeated: it goes on where an earlier call stopped. Limits: those of {@link
 * ConstraintPhaser}; one column of a table without children; until it is validated, PostgreSQL 18
 * reports the column as NOT NULL already, and refuses it as a new primary key (55000). Needs
 * PostgreSQL 12. Thread-safe. Source: PostgreSQL 18 and 17 manuals, ALTER TABLE, SET NOT NULL.
 */
public final class NotNullPhaser {
  private final DataSource dataSource;
  private final ConstraintPhaser constraints;
  private final LockTimeoutRetrier brief;

  /**
   * @param brief whose transaction may take as long as its traffic may be held up
   */
  public NotNullPhaser(
      DataSource dataSource, ConstraintPhaser constraints, LockTimeoutRetrier brief) {
    this.dataSource = dataSource;
    this.constraints = constraints;
    this.brief = brief;
  }

  /**
   * Returns when the column is NOT NULL and every row has a value.
   *
   * @throws MigrationStoppedException when rows have none: new ones need one already; or when a
   *     lock was not to be had
   */
  public void apply(String table, String column) throws SQLException, InterruptedException {
    Path path = Path.of(serverVersion());
    TableConstraint constraint = path.constraint(table, column);
    if (isNotNull(table, column)) {
      return;
    }
    constraints.apply(constraint);
    if (path == Path.PROVEN_BY_A_CHECK) {
      brief.apply(
          "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL".formatted(table, column),
          constraint.drop());
    }
  }

  private ServerVersion serverVersion() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return ServerVersion.of(connection);
    }
  }

  /** Whether nothing is left to do: marked, and not merely promised for new rows. */
  private boolean isNotNull(String table, String column) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                """
                SELECT FROM pg_attribute WHERE attrelid = '%s'::regclass AND attname = '%s'
                  AND attnotnull AND NOT EXISTS (
                    SELECT FROM pg_constraint WHERE conrelid = attrelid AND contype = 'n'
                      AND conkey = ARRAY[attnum] AND NOT convalidated)"""
                    .formatted(table, column))) {
      return found.next();
    }
  }

  /** By which constraint the rows are read. */
  enum Path {
    NOT_NULL_NOT_VALID("%s_%s_not_null", "NOT NULL %s"),
    PROVEN_BY_A_CHECK("%s_%s_has_value", "CHECK (%s IS NOT NULL)");

    private static final int FIRST_WITH_NOT_NULL_NOT_VALID = 18;

    private final String name;
    private final String definition;

    Path(String name, String definition) {
      this.name = name;
      this.definition = definition;
    }

    static Path of(ServerVersion server) {
      return server.isAtLeast(FIRST_WITH_NOT_NULL_NOT_VALID)
          ? NOT_NULL_NOT_VALID
          : PROVEN_BY_A_CHECK;
    }

    private TableConstraint constraint(String table, String column) {
      if (!column.matches("[a-z0-9_]+")) {
        throw new IllegalArgumentException(
            "column %s is put into SQL: only a-z, 0-9 and _ are taken".formatted(column));
      }
      String unqualified = table.substring(table.indexOf('.') + 1);
      return new TableConstraint(
          table, name.formatted(unqualified, column), definition.formatted(column));
    }
  }
}
