package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.faults.Upstream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of an arm's own on the PostgreSQL of the run.
 *
 * <p>The server's superuser is asked for no password, and its files are in memory: a claim on
 * logins makes a role of its own, and one on crashes takes another server.
 */
public final class Postgres implements AutoCloseable {
  static final String PASSWORD = "holdfast";

  private static final Duration LEFT_WITHIN = Duration.ofSeconds(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Box box;
  private final String database;

  /** A database that the server has, or is yet to get from the one that it replicates. */
  Postgres(Box box, String database) {
    this.box = box;
    this.database = database;
  }

  /** The database of that name on another server. */
  Postgres on(Box other) {
    return new Postgres(other, database);
  }

  /** Makes the database. */
  Postgres create() {
    administer("CREATE DATABASE \"" + database + "\"");
    return this;
  }

  /**
   * Unpooled connections straight to the server: for set-up and judging, and for clients that no
   * fault is to hit.
   */
  public PGSimpleDataSource dataSource() {
    return dataSource(box.getHost(), box.getMappedPort(PostgresNode.PORT), database);
  }

  /** Unpooled connections by a link, so that their path can be broken. */
  public PGSimpleDataSource dataSource(Link link) {
    return dataSource(link.host(), link.port(), database);
  }

  /** The server as a proxy sees it. */
  public Upstream upstream() {
    return box.upstream(PostgresNode.PORT, knock());
  }

  /** The canary asks whether it speaks TLS, which any client may ask first. */
  static Upstream.Knock knock() {
    return new Upstream.Knock(ByteBuffer.allocate(8).putInt(8).putInt(80_877_103).array(), 1);
  }

  /** Whether the server takes a connection now and answers on it. */
  public boolean answers() {
    try (Connection connection = dataSource().getConnection()) {
      return connection.isValid(1);
    } catch (SQLException _) {
      return false;
    }
  }

  /** The server's major version. */
  public int version() throws SQLException {
    try (Connection connection = dataSource().getConnection()) {
      return connection.getMetaData().getDatabaseMajorVersion();
    }
  }

  /**
   * The same database, for an experiment that older servers cannot be put to.
   *
   * @param major the first version that knows what the scenario needs
   * @throws IllegalStateException when the image of this run is older
   */
  public Postgres since(int major) throws SQLException {
    int found = version();
    if (found < major) {
      throw new IllegalStateException(
          "this claim is about PostgreSQL %d and later, image postgres is %d: nothing is known of it"
              .formatted(major, found));
    }
    return this;
  }

  /** Runs one statement in the arm's database, outside of any fault. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row, as a number, read outside of any fault. */
  public long number(String sql) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new IllegalStateException("no row: " + sql);
      }
      return rows.getLong(1);
    }
  }

  /**
   * Ends the lease: complains when the arm left a connection open, and drops the database either
   * way.
   */
  @Override
  public void close() {
    try {
      awaitLeft();
    } finally {
      drop();
    }
  }

  /** Complains when the arm left a connection open; one to a server that is gone is none. */
  void awaitLeft() {
    if (box.isRunning()) {
      Awaitility.await("connections that the arm left open to database " + database)
          .atMost(LEFT_WITHIN)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(() -> sessions() == 0);
    }
  }

  void drop() {
    administer("DROP DATABASE IF EXISTS \"" + database + "\" WITH (FORCE)");
  }

  /** Waits until it answers for the first time. */
  void awaitReady(Duration limit) {
    Awaitility.await("PostgreSQL answers")
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .until(this::answers);
  }

  private long sessions() throws SQLException {
    try (Connection connection =
            dataSource(box.getHost(), box.getMappedPort(PostgresNode.PORT), "postgres")
                .getConnection();
        var query =
            connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = ?")) {
      query.setString(1, database);
      ResultSet rows = query.executeQuery();
      rows.next();
      return rows.getLong(1);
    }
  }

  private void administer(String sql) {
    try (Connection connection =
            dataSource(box.getHost(), box.getMappedPort(PostgresNode.PORT), "postgres")
                .getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refused: " + sql, e);
    }
  }

  static PGSimpleDataSource dataSource(String host, int port, String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database);
    source.setUser("postgres");
    source.setPassword(PASSWORD);
    return source;
  }
}
