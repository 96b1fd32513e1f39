package dev.holdfast.postgres;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/**
 * The version of a server, for what older ones cannot do: a component asks it for another path, or
 * refuses in words of its own, before the server refuses in words that name neither version.
 *
 * <p>The driver knows it since the login: asking costs no round trip. Behind a pooler it is that of
 * the server which the pooler knew first. Immutable, thread-safe. Source: PostgreSQL 18 manual,
 * section 19.16, {@code server_version}.
 *
 * @param major 18
 * @param name as the server says it: {@code 18.6}
 */
public record ServerVersion(int major, String name) {
  private static final String FEATURE_NOT_SUPPORTED = "0A000";

  /** Of the server at the other end. */
  public static ServerVersion of(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData();
    return new ServerVersion(server.getDatabaseMajorVersion(), server.getDatabaseProductVersion());
  }

  /** Whether it is of this major version or a later one. */
  public boolean isAtLeast(int least) {
    return major >= least;
  }

  /**
   * Returns when the server can do it.
   *
   * @param what it takes, as the subject of a sentence: {@code security_invoker}
   * @param instead what to do on an older one
   * @throws SQLFeatureNotSupportedException when the server is older
   */
  public void require(int least, String what, String instead)
      throws SQLFeatureNotSupportedException {
    if (!isAtLeast(least)) {
      throw new SQLFeatureNotSupportedException(
          "%s needs PostgreSQL %d, and this server is %s; %s".formatted(what, least, name, instead),
          FEATURE_NOT_SUPPORTED);
    }
  }
}
