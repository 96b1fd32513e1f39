package dev.holdfast.postgres.security;

import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.environment.Authority;
import dev.holdfast.harness.environment.Greeting;
import dev.holdfast.harness.environment.TlsPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A client with something confidential meets a server that may be another one than it means; what
 * the server was told is what it has stored.
 */
abstract class Meeting implements Experiment<DataSource, Meeting.Told>, AutoCloseable {
  /** Whose certificates the client is to believe. */
  static final Authority OURS = new Authority("ours");

  static final int CONNECTIONS = 5; // each tells one secret

  final TlsPostgres server;
  private final Roles roles;
  private final Path authorities;

  Meeting(TlsPostgres server) throws SQLException, IOException {
    this.server = server;
    this.roles = new Roles(server.database());
    this.authorities = Files.createTempFile("authorities", ".pem");
    Files.writeString(authorities, OURS.pem());
    server
        .database()
        .execute(
            "CREATE TABLE secrets (secret text); GRANT INSERT ON secrets TO " + roles.login("app"));
    server.presents(OURS.certify(server.host()));
  }

  /** A client that keeps the policy, but for what is changed afterwards. */
  final DataSource client(Consumer<PGSimpleDataSource> afterwards) {
    PGSimpleDataSource source = roles.as("app");
    new TlsPolicy(authorities).applyTo(source);
    afterwards.accept(source);
    return source;
  }

  /** The client's role, as it logs in. */
  final String user() {
    return roles.user("app");
  }

  /** Has the server keep the client's password in another way. */
  final void storePassword(String encryption) throws SQLException {
    server
        .database()
        .execute(
            "SET password_encryption = '%s'; ALTER ROLE \"%s\" PASSWORD '%s'"
                .formatted(encryption, user(), Roles.PASSWORD));
  }

  final Told meet(DataSource client) throws SQLException {
    Greeting greeting = server.greeting();
    long weakLogins =
        server
            .database()
            .number(
                """
                SELECT count(*) FROM pg_authid WHERE rolname = '%1$s' AND (rolpassword LIKE 'md5%%'
                  OR EXISTS (SELECT FROM pg_hba_file_rules WHERE auth_method = 'password'))"""
                    .formatted(user()));
    int refused = 0;
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      refused += tells(client) ? 0 : 1;
    }
    return new Told(
        greeting.tls(),
        greeting.issuer(),
        greeting.hosts().contains(server.host()),
        weakLogins > 0,
        refused,
        server.database().number("SELECT count(*) FROM secrets"));
  }

  private static boolean tells(DataSource client) {
    try (Connection connection = client.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate("INSERT INTO secrets VALUES ('of a customer')") == 1;
    } catch (SQLException _) {
      return false; // counted as refused
    }
  }

  @Override
  public String figure(Told seen) {
    return "%d of %d secrets told".formatted(seen.secrets(), CONNECTIONS);
  }

  @Override
  public void close() throws SQLException, IOException {
    Files.delete(authorities);
    roles.close();
  }

  /**
   * What the server showed a look of the harness's own, and what it was told.
   *
   * @param issuer who certified it; empty without TLS
   * @param nameIsRight its certificate bears the name that clients call it by
   * @param asksForTheSecret it has clients send it the password, or the hash that stands for it
   * @param refused connections that the client did not make
   * @param secrets that the server has stored
   */
  record Told(
      boolean tls,
      String issuer,
      boolean nameIsRight,
      boolean asksForTheSecret,
      int refused,
      long secrets) {
    boolean isMeant() {
      return tls && issuer.equals("CN=ours") && nameIsRight && !asksForTheSecret;
    }
  }
}
