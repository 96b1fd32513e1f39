package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.ds.PGSimpleDataSource;

/** The server of a check, with the databases that it makes there. Not thread-safe. */
final class CheckServer {
  private final String url;
  private final Duration statementTimeout;
  private final Set<String> made = new TreeSet<>();

  CheckServer(String url, Duration statementTimeout) {
    this.url = url;
    this.statementTimeout = statementTimeout;
  }

  String version() throws SQLException {
    try (Connection connection = source("").getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW server_version")) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** A database of that name with nothing in it. */
  CheckDatabase create(String name) throws SQLException {
    administer("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
    administer("CREATE DATABASE " + name);
    made.add(name);
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

  /** The name of the URL's database. */
  String database() {
    return String.valueOf(source("").getDatabaseName());
  }

  /** Clients that are connected to it and are not this check. */
  int otherSessions() throws SQLException {
    return number(
        """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
          AND backend_type = 'client backend' AND pid <> pg_backend_pid()""");
  }

  /** A copy of the URL's database. */
  CheckDatabase copy(String name) throws SQLException {
    String template = database();
    try (Connection connection = maintenance().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
      statement.execute("CREATE DATABASE %s TEMPLATE \"%s\"".formatted(name, template));
    }
    made.add(name);
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
    administer("CREATE ROLE %s NOLOGIN".formatted(quoted));
  }

  /** Drops what was made. */
  void drop() throws SQLException {
    for (String name : made) {
      administer("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
    }
  }

  private CheckDatabase prepared(PGSimpleDataSource source) {
    // Parallel workers' reads would be counted as nobody's.
    source.setOptions(
        "-c max_parallel_maintenance_workers=0 -c statement_timeout="
            + statementTimeout.toMillis());
    return new CheckDatabase(source);
  }

  private int number(String sql) throws SQLException {
    try (Connection connection = source("").getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** Whence a database is copied or dropped: not from itself. */
  private PGSimpleDataSource maintenance() {
    return source("postgres".equals(database()) ? "template1" : "postgres");
  }

  private void administer(String sql) throws SQLException {
    try (Connection connection = source("").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
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
