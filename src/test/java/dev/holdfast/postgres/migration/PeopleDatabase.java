package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of somebody's own as Flyway left it, with rows in one table of two; its owner may make
 * no other.
 */
final class PeopleDatabase implements AutoCloseable {
  static final String MIGRATOR = "migrator";
  static final String SUPERUSER = "postgres";
  static final int PEOPLE = 20_000;

  private final Postgres server;
  private final PGSimpleDataSource own;

  private PeopleDatabase(Postgres server) {
    this.server = server;
    this.own = server.dataSource();
    own.setDatabaseName("people");
    as(MIGRATOR);
  }

  /** A new one, with the folder's first file. */
  static PeopleDatabase of(Postgres server, CheckedFolder migrations) throws Exception {
    server.execute("CREATE ROLE migrator LOGIN PASSWORD 'migrator'");
    server.execute("CREATE DATABASE people OWNER migrator");
    PeopleDatabase people = new PeopleDatabase(server);
    migrations.given(
        "V1__people.sql",
        "CREATE TABLE people (id int PRIMARY KEY, name text);"
            + "CREATE TABLE spare (id int PRIMARY KEY, name text);");
    Flyway.configure()
        .dataSource(people.own)
        .locations("filesystem:" + migrations.path())
        .load()
        .migrate();
    people.execute(
        "INSERT INTO people SELECT i, i FROM generate_series(1, %d) i".formatted(PEOPLE));
    people.execute("ANALYZE people");
    return people;
  }

  /** Whose connections are that role's from now on. */
  void as(String role) {
    own.setUser(role);
    own.setPassword(role.equals(MIGRATOR) ? MIGRATOR : server.dataSource().getPassword());
  }

  String url() {
    return CheckedFolder.url(own);
  }

  Connection connect() throws SQLException {
    return own.getConnection();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = own.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** All that a check could leave or change. */
  String contents() throws SQLException {
    return String.join(
        "; ",
        "databases: "
            + one(
                "SELECT string_agg(datname, ', ') FROM pg_database"
                    + " WHERE datname IN ('people', 'holdfast_check', 'holdfast_check_empty')"),
        "people: %s rows of %s, by %s transactions"
            .formatted(
                one("SELECT count(*) FROM people"),
                columns("people"),
                one("SELECT count(DISTINCT xmin::text) FROM people")),
        "spare: " + columns("spare"),
        "applied: "
            + one("SELECT string_agg(version, ', ' ORDER BY version) FROM flyway_schema_history"));
  }

  private String columns(String table) throws SQLException {
    return one(
        """
        SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped"""
            .formatted(table));
  }

  private String one(String sql) throws SQLException {
    try (Connection connection = own.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  @Override
  public void close() throws SQLException {
    server.execute("DROP DATABASE people WITH (FORCE)");
    server.execute("DROP ROLE migrator");
  }
}
