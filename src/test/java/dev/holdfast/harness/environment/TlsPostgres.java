package dev.holdfast.harness.environment;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.images.builder.Transferable;

/**
 * A PostgreSQL with a database of the arm's own, whose certificate and ways of login are the arm's
 * to choose. It speaks no TLS until it has a certificate, and asks for SCRAM.
 */
public final class TlsPostgres implements AutoCloseable {
  private static final String CERTIFICATE = "/tmp/server.crt";
  private static final String KEY = "/tmp/server.key";
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Box box;
  private final Postgres database;
  private final String logins;

  TlsPostgres(Box box, Postgres database) {
    this.box = box;
    this.database = database;
    this.logins = read("SELECT pg_read_file(current_setting('hba_file'))");
  }

  /** The arm's database; the harness itself does not ask who the server is. */
  public Postgres database() {
    return database;
  }

  /** The name by which clients reach it, and which its certificate is to bear. */
  public String host() {
    return box.getHost();
  }

  /** New connections are shown this from now on. */
  public void presents(Authority.Identity identity) {
    box.copyFileToContainer(Transferable.of(identity.certificate()), CERTIFICATE);
    box.copyFileToContainer(Transferable.of(identity.key()), KEY);
    // The server refuses a key that others may read, and cannot read one of root's.
    inContainer("chown postgres %1$s %2$s && chmod 600 %2$s".formatted(CERTIFICATE, KEY));
    set("ssl_cert_file", CERTIFICATE);
    set("ssl_key_file", KEY);
    set("ssl", "on");
    reload();
  }

  /** New connections are offered no TLS from now on. */
  public void speaksInTheClear() {
    set("ssl", "off");
    reload();
  }

  /** From now on a role logs in by this method: {@code password} is asking for it in the clear. */
  public void asks(String role, String method) {
    String rule = "host all \"%s\" all %s\n".formatted(role, method);
    box.copyFileToContainer(
        Transferable.of(rule + logins), read("SELECT current_setting('hba_file')"));
    reload();
  }

  /** What it shows a client that comes now. */
  public Greeting greeting() {
    return Greeting.of(box.getHost(), box.getMappedPort(PostgresNode.PORT));
  }

  /** Ends the lease: complains as {@link Postgres} does, and leaves the server as it was. */
  @Override
  public void close() {
    box.copyFileToContainer(Transferable.of(logins), read("SELECT current_setting('hba_file')"));
    speaksInTheClear();
    database.close();
  }

  private void set(String setting, String value) {
    try {
      database.execute("ALTER SYSTEM SET %s = '%s'".formatted(setting, value));
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL did not take " + setting, e);
    }
  }

  private void reload() {
    String before = read("SELECT pg_conf_load_time()");
    read("SELECT pg_reload_conf()");
    // A session has the time from the process that accepts connections, when it was begun by it.
    Awaitility.await("the server has read its configuration")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .until(() -> !read("SELECT pg_conf_load_time()").equals(before));
  }

  private String read(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL did not answer " + sql, e);
    }
  }

  private void inContainer(String command) {
    try {
      ExecResult result = box.execInContainer("sh", "-c", command);
      if (result.getExitCode() != 0) {
        throw new IllegalStateException(command + " failed: " + result.getStderr());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the engine did not run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + command, e);
    }
  }
}
