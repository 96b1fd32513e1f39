package dev.holdfast.postgres.security;

import dev.holdfast.harness.environment.Postgres;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Roles of an arm's own. Roles belong to the whole server, so they bear the name of the arm's
 * database, and go when the arm ends.
 */
final class Roles implements AutoCloseable {
  static final String PASSWORD = "of a role";

  private final Postgres postgres;
  private final Set<String> made = new LinkedHashSet<>();

  Roles(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Makes a role that may log in, and no more: its name as SQL takes it, in quotes. */
  String login(String name) throws SQLException {
    String role = '"' + user(name) + '"';
    postgres.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(role, PASSWORD));
    made.add(role);
    return role;
  }

  /** The role's name as a client gives it. */
  String user(String name) {
    return postgres.dataSource().getDatabaseName() + "-" + name;
  }

  /** Unpooled connections of the role. */
  PGSimpleDataSource as(String name) {
    PGSimpleDataSource source = postgres.dataSource();
    source.setUser(user(name));
    source.setPassword(PASSWORD);
    return source;
  }

  /** Removes the roles, with what they own in the arm's database. */
  @Override
  public void close() throws SQLException {
    if (!made.isEmpty()) {
      String all = String.join(", ", made);
      postgres.execute("DROP OWNED BY " + all + " CASCADE; DROP ROLE " + all);
    }
  }
}
