package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.util.Credentials;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Which logins does a rotation still have to wait for? */
class TrackedLoginsTest {
  private static final Credentials OLD = Credentials.of("old", "1");
  private static final Credentials NEW = Credentials.of("new", "2");

  private final FakeServer server = new FakeServer();
  private final TrackedLogins logins = new TrackedLogins(server, OLD);

  @Test
  void a_login_under_way_is_waited_for_and_cannot_be_evicted_yet() throws SQLException {
    server.meanwhile =
        () -> {
          logins.use(NEW);
          assertThat(logins.old()).isOne();
          assertThat(logins.anyOldIsOpen()).isFalse();
        };
    try (Connection connection = logins.getConnection()) {
      assertThat(connection.isClosed()).isFalse();
      assertThat(logins.anyOldIsOpen()).isTrue();
    }
    assertThat(logins.old()).isZero();
  }

  @Test
  void a_login_that_failed_is_not_waited_for() {
    server.meanwhile =
        () -> {
          throw new IllegalStateException("no route");
        };
    assertThatThrownBy(logins::getConnection).hasMessage("no route");
    logins.use(NEW);
    assertThat(logins.old()).isZero();
  }

  @Test
  void the_next_login_uses_the_next_credentials() throws SQLException {
    logins.use(NEW);
    logins.getConnection().close();
    assertThat(server.users).containsExactly("new");
  }

  @Test
  void the_same_user_with_another_password_counts_as_old() throws SQLException {
    try (Connection connection = logins.getConnection()) {
      assertThat(connection.isClosed()).isFalse();
      logins.use(Credentials.of("old", "2"));
      assertThat(logins.old()).isOne();
    }
  }

  @Test
  void a_pool_with_a_user_of_its_own_is_told_what_to_do() {
    assertThatThrownBy(() -> logins.getConnection("app", "1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("leave the pool's user and password empty");
  }

  /** Makes connections that can be closed, and nothing else. */
  private static final class FakeServer extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final List<String> users = new ArrayList<>();
    private transient Runnable meanwhile = () -> {};

    @Override
    public Connection getConnection(String user, String password) {
      users.add(user);
      meanwhile.run();
      var closed = new AtomicBoolean();
      return (Connection)
          Proxy.newProxyInstance(
              FakeServer.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (_, method, _) -> {
                if (method.getName().equals("close")) {
                  closed.set(true);
                  return null;
                }
                return closed.get();
              });
    }
  }
}
