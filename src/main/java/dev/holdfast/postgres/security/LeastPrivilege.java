package dev.holdfast.postgres.security;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Gives the application's role the rows of a schema and nothing else: it reads and writes them,
 * those of tables to come too, and neither changes nor makes an object.
 *
 * <p>The schema and all in it belong to another role, which runs the migrations. Applying it again
 * does no harm.
 *
 * <p>Limits: nothing is taken away that the application's role was granted before by name, or as a
 * member of another role; default privileges follow tables that the owner makes, and nobody else.
 * PUBLIC loses CREATE and TEMPORARY in the whole database. It takes who runs it ownership of the
 * database, and membership in the owner of the schema.
 *
 * <p>Immutable, thread-safe. Source: PostgreSQL 18 manual, section 5.8, Privileges, and {@code
 * ALTER DEFAULT PRIVILEGES}.
 *
 * @param owner the role that the migrations run as
 * @param application the role that the application connects as
 */
public record LeastPrivilege(String schema, String owner, String application) {
  public LeastPrivilege {
    if (owner.equals(application)) {
      throw new IllegalArgumentException(
          "owner and application are both %s: an owner may change all that it owns; take two roles"
              .formatted(owner));
    }
  }

  /** Applies it in one transaction, over connections to the database of the schema. */
  public void apply(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements(statement)) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  private List<String> statements(Statement quote) throws SQLException {
    String in = quote.enquoteIdentifier(schema, true);
    String to = quote.enquoteIdentifier(application, true);
    String by = quote.enquoteIdentifier(owner, true);
    String database = quote.enquoteIdentifier(quote.getConnection().getCatalog(), true);
    String tables = "SELECT, INSERT, UPDATE, DELETE ON ";
    String sequences = "USAGE ON ";
    String later = "ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA %s GRANT ".formatted(by, in);
    return List.of(
        "REVOKE CREATE, TEMPORARY ON DATABASE " + database + " FROM PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC", // granted before PostgreSQL 15
        "REVOKE ALL ON SCHEMA " + in + " FROM PUBLIC",
        "GRANT USAGE ON SCHEMA " + in + " TO " + to,
        "GRANT " + tables + "ALL TABLES IN SCHEMA " + in + " TO " + to,
        "GRANT " + sequences + "ALL SEQUENCES IN SCHEMA " + in + " TO " + to,
        later + tables + "TABLES TO " + to,
        later + sequences + "SEQUENCES TO " + to);
  }
}
