package dev.holdfast.postgres.security;

import com.zaxxer.hikari.util.Credentials;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Logs in with the credentials of the moment, and knows which logins of earlier ones are left:
 * under way, or with an open connection. Thread-safe.
 */
final class TrackedLogins implements DataSource {
  private final DataSource server;
  private final Set<Login> logins = new HashSet<>(); // also the lock of what is current
  private Credentials current;

  TrackedLogins(DataSource server, Credentials first) {
    this.server = server;
    this.current = first;
  }

  /** Logins that begin from now on use these. */
  void use(Credentials next) {
    synchronized (logins) {
      current = next;
    }
  }

  /** How many logins of earlier credentials are under way or have an open connection. */
  long old() {
    synchronized (logins) {
      return ofOthers().count();
    }
  }

  /** Whether one of them has got its connection, so that a pool can be told to evict it. */
  boolean anyOldIsOpen() {
    synchronized (logins) {
      return ofOthers().anyMatch(login -> login.connection != null);
    }
  }

  private Stream<Login> ofOthers() {
    logins.removeIf(Login::isOver);
    return logins.stream().filter(login -> login.credentials != current);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Login login;
    synchronized (logins) {
      logins.removeIf(Login::isOver);
      login = new Login(current);
      logins.add(login); // before it begins: it is not to be overlooked while it is under way
    }
    return login.on(server);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        "a user was given; leave the pool's user and password empty, they rotate here");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return server.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    server.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    server.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return server.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return server.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return server.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return server.isWrapperFor(type);
  }

  /** One connection, from before its login to its end. */
  private static final class Login {
    private final Credentials credentials;
    private volatile @Nullable Connection connection;
    private volatile boolean failed;

    Login(Credentials credentials) {
      this.credentials = credentials;
    }

    Connection on(DataSource server) throws SQLException {
      try {
        Connection made =
            server.getConnection(credentials.getUsername(), credentials.getPassword());
        connection = made;
        return made;
      } catch (Throwable e) {
        failed = true;
        throw e;
      }
    }

    boolean isOver() {
      try {
        Connection made = connection;
        return failed || (made != null && made.isClosed());
      } catch (SQLException e) {
        throw new IllegalStateException("a connection does not know whether it is closed", e);
      }
    }
  }
}
