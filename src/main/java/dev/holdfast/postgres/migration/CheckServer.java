package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** The server of a check, with the databases that it makes there. Not thread-safe. */
final class CheckServer {
  private final String url;
  private final Duration statementTimeout;
  private final MadeDatabases made;

  CheckServer(String url, Duration statementTimeout) {
    this.url = url;
    this.statementTimeout = statementTimeout;
    this.made = new MadeDatabases(source(""));
  }

  String version() throws SQLException {
    return text("SHOW server_version");
  }

  /** A database of that name with nothing in it. */
  CheckDatabase create(String name) throws SQLException {
    made.again(name);
    return prepared(source(name));
  }

  /** Whether a copy of the URL's database may be made. */
  boolean canCopy() throws SQLException {
    return 1
        == number(
            """
            SELECT count(*) FROM pg_roles r, pg_database d
            WHERE r.rolname = current_user AND d.datname = current_database()
              AND (r.rolsuper OR (r.rolcreatedb AND (d.datdba = r.oid OR d.datistemplate)))""");
  }

  boolean superuser() throws SQLException {
    return 1 == number("SELECT count(*) FROM pg_roles WHERE rolname = current_user AND rolsuper");
  }

  /** What is to be done to the URL's database, and what is left. */
  String plan() throws SQLException {
    return (canCopy()
            ? "makes the database holdfast_check from %s, runs the pending files there beside reads"
                + " and writes, and drops it; leaves nothing"
            : "runs the pending files on %s itself, since its role may not copy it, beside reads"
                + " alone; leaves them applied")
        .formatted(database());
  }

  /** The name of the URL's database. */
  String database() {
    return String.valueOf(source("").getDatabaseName());
  }

  /**
   * @throws MigrationCheckException while clients are connected to it that are not this check
   */
  void refuseOthers() throws SQLException {
    int others =
        number(
            """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
          AND coalesce(backend_type, 'client backend') = 'client backend' -- hidden of others'
          AND usesysid IS NOT NULL AND pid <> pg_backend_pid()""");
    if (others > 0) {
      throw new MigrationCheckException(
          "%d other sessions are connected to %s; end them first, or check a copy of your own"
              .formatted(others, database()));
    }
  }

  /**
   * A copy of the URL's database.
   *
   * @throws MigrationCheckException where one of that name is there, which may be anybody's
   */
  CheckDatabase copy(String name) throws SQLException {
    if (0 < number("SELECT count(*) FROM pg_database WHERE datname = '%s'".formatted(name))) {
      throw new MigrationCheckException(
          "a database %s is there already; drop it if a check that was killed has left it"
              .formatted(name));
    }
    made.make(
        maintenance(),
        name,
        "CREATE DATABASE %s TEMPLATE \"%s\"".formatted(name, database().replace("\"", "\"\"")));
    try (Connection connection = source(name).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE"); // how many rows there are is what a finding rests on
    }
    return prepared(source(name));
  }

  /** The URL's database. */
  CheckDatabase itself() {
    return prepared(source(""));
  }

  /** A role that files name and the server lacks: one that nobody can log in as. */
  void createRole(String quoted) throws SQLException {
    MadeDatabases.execute(source(""), "CREATE ROLE %s NOLOGIN".formatted(quoted));
  }

  /** Those that it made. */
  MadeDatabases made() {
    return made;
  }

  private CheckDatabase prepared(PGSimpleDataSource source) {
    // Parallel workers' reads would be counted as nobody's.
    source.setOptions(
        "-c max_parallel_maintenance_workers=0 -c max_parallel_workers_per_gather=0"
            + " -c statement_timeout="
            + statementTimeout.toMillis());
    return new CheckDatabase(source);
  }

  private int number(String sql) throws SQLException {
    return Integer.parseInt(text(sql));
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = source("").getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Whence a database is copied or dropped: not from itself. */
  private PGSimpleDataSource maintenance() {
    return source("postgres".equals(database()) ? "template1" : "postgres");
  }

  private PGSimpleDataSource source(String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    if (!database.isEmpty()) {
      source.setDatabaseName(database);
    }
    return source;
  }
}
