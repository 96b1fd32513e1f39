package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.faults.Upstream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * A PgBouncer of an arm's own in front of its database, in transaction mode, once it is started
 * with the settings that the arm asks for.
 *
 * <p>A claim names it in its constructor after {@link Postgres}: it is given back before the
 * database whose connections it holds.
 */
public final class PgBouncer implements AutoCloseable {
  private static final int PORT = 5432;
  private static final String HOME = "/etc/pgbouncer/";
  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration LEFT_WITHIN = Duration.ofSeconds(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Ground ground;
  private final DockerImageName image;
  private final String arm;
  private @Nullable Box box;

  PgBouncer(Ground ground, DockerImageName image, String arm) {
    this.ground = ground;
    this.image = image;
    this.arm = arm;
  }

  /**
   * Starts it; once an arm.
   *
   * @param settings of section {@code [pgbouncer]}, beside or instead of those that let the
   *     database's own roles log in with their passwords
   */
  public PgBouncer start(Map<String, String> settings) {
    if (box != null) {
      throw new IllegalStateException("the PgBouncer of this arm was started before");
    }
    box =
        new Box("pgbouncer", arm + "-pgbouncer", image, ground)
            .withExposedPorts(PORT)
            .withCopyToContainer(Transferable.of(ini(settings)), HOME + "pgbouncer.ini")
            .withCopyToContainer(
                Transferable.of("\"postgres\" \"%s\"\n".formatted(Postgres.PASSWORD)),
                HOME + "userlist.txt")
            .waitingFor(Wait.forLogMessage(".*process up.*\\s", 1).withStartupTimeout(READY));
    box.start();
    return this;
  }

  /** Unpooled connections to the pooler, which shares out its own to the arm's database. */
  public PGSimpleDataSource dataSource() {
    return Postgres.dataSource(box().getHost(), box().getMappedPort(PORT), arm);
  }

  /** The same by a link, so that their path can be broken. */
  public PGSimpleDataSource dataSource(Link link) {
    return Postgres.dataSource(link.host(), link.port(), arm);
  }

  /** The pooler as a proxy sees it: it speaks as the server does. */
  public Upstream upstream() {
    return box().upstream(PORT, Postgres.knock());
  }

  /** What its console answers to {@code SHOW <what>}: a row for each, by column. */
  public List<Map<String, String>> show(String what) throws SQLException {
    PGSimpleDataSource console = dataSource();
    console.setDatabaseName("pgbouncer");
    console.setPreferQueryMode(PreferQueryMode.SIMPLE); // all that the console speaks
    console.setReplication("off"); // or the driver would begin with a SET, which is refused
    try (Connection connection = console.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SHOW " + what)) {
      List<Map<String, String>> rows = new ArrayList<>();
      while (answer.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int column = 1; column <= answer.getMetaData().getColumnCount(); column++) {
          row.put(
              answer.getMetaData().getColumnLabel(column),
              Objects.requireNonNullElse(answer.getString(column), ""));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  String logs() {
    return box == null ? "" : box.tail();
  }

  /** Ends the lease: complains when the arm left a connection open, and removes it either way. */
  @Override
  public void close() {
    if (box == null) {
      return;
    }
    try {
      if (box.isRunning()) {
        Awaitility.await("connections that the arm left open to PgBouncer for database " + arm)
            .atMost(LEFT_WITHIN)
            .pollDelay(Duration.ZERO)
            .pollInterval(LOOK_EVERY)
            .until(
                () -> show("CLIENTS").stream().noneMatch(row -> arm.equals(row.get("database"))));
      }
    } finally {
      if (box.isRunning()) {
        box.signal("SIGKILL"); // its connections to the database end now, the rest goes later
      }
      ground.aside().execute(box::stop);
    }
  }

  private Box box() {
    if (box == null) {
      throw new IllegalStateException("PgBouncer: start(settings) comes first");
    }
    return box;
  }

  private static String ini(Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("listen_addr", "*");
    all.put("listen_port", String.valueOf(PORT));
    all.put("unix_socket_dir", "");
    all.put("admin_users", "postgres");
    all.put("auth_type", "scram-sha-256");
    all.put("auth_file", HOME + "userlist.txt");
    // Other roles are looked up, by a connection that the arm's own pool does not count.
    all.put("auth_user", "postgres");
    all.put("auth_dbname", "postgres");
    all.put("pool_mode", "transaction");
    all.putAll(settings);
    StringBuilder ini = new StringBuilder();
    ini.append(
        "[databases]\n* = host=postgres port=%d\n[pgbouncer]\n".formatted(PostgresNode.PORT));
    all.forEach((name, value) -> ini.append(name).append(" = ").append(value).append('\n'));
    return ini.toString();
  }
}
