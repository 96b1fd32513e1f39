package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import dev.holdfast.Outline;
import dev.holdfast.Pause;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Can a database password change while the application works? */
@Specification(Outline.POSTGRES_SECURITY)
class RotationSpec {

  @Claim(
      says =
          "When a rotation of credentials returns, no session of the old role is left, not even one"
              + " whose login was under way; no request fails, and none does when the role is revoked",
      limit =
          "both roles are valid during the rotation; it lasts as long as the longest use of a"
              + " connection",
      source = "HikariCP, issue 1836 and HikariCredentialsProvider; Vault, database secrets engine")
  class ARotationLeavesNoStraggler implements Experiment<Pool, Sessions>, AutoCloseable {
    static final int ROTATIONS = 3;
    static final int REQUESTS = 3; // before, during and after each rotation
    static final Duration SLOW = Duration.ofMillis(60); // an answer; a login takes several
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host
    static final Duration LOOK_EVERY =
        Duration.ofMillis(30); // shorter than a login under the fault
    static final int LOOKS = 200; // six seconds: many logins

    /** What a closed connection's session may still take to end; a straggler stays for ever. */
    static final Duration SETTLED = Duration.ofMillis(300);

    final Postgres postgres;
    final Faults faults;
    final History history;
    final Roles roles;
    final Link link;
    final ObservedLogins logins;

    ARotationLeavesNoStraggler(Postgres postgres, Faults faults, History history)
        throws SQLException {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      this.link = faults.link(postgres.upstream());
      this.logins = new ObservedLogins(postgres.dataSource(link));
      this.roles = new Roles(postgres);
      postgres.execute("CREATE TABLE prices AS SELECT 1 AS price");
      for (int role = 0; role <= ROTATIONS; role++) {
        postgres.execute("GRANT SELECT ON prices TO " + roles.login("app" + role));
      }
    }

    @Subject({RotatingCredentials.class, TrackedLogins.class})
    Pool each_login_is_waited_for() {
      var options = new RotatingCredentials.Options(LOOK_EVERY, LOOKS);
      var credentials = new RotatingCredentials(logins, of(0), options, Pause.interruptible());
      var config = new HikariConfig();
      config.setDataSource(credentials.logins());
      HikariDataSource pool = pool(config);
      return new Pool(pool, next -> credentials.rotate(pool, next));
    }

    @Control(differs = "evicts once what is in the pool at the moment")
    Pool credentials_provider_and_soft_evict() {
      var rotation = new NaiveRotation(of(0));
      var config = new HikariConfig();
      config.setDataSource(logins);
      config.setCredentialsProvider(rotation);
      HikariDataSource pool = pool(config);
      return new Pool(pool, next -> rotation.rotate(pool, next));
    }

    @Override
    public Sessions run(Pool pool) throws Exception {
      AtomicInteger served = new AtomicInteger();
      int overtaken = 0;
      long stragglers = 0;
      for (int old = 0; old < ROTATIONS; old++) {
        request(pool, served);
        shrink(pool.connections());
        overtaken += rotated(pool, of(old + 1), served) ? 1 : 0;
        stragglers += settledSessions(old);
        revoke(old);
        request(pool, served);
      }
      return new Sessions(ROTATIONS, overtaken, stragglers, served.get());
    }

    @Override
    public void holds(Sessions seen) {
      assertThat(seen.ofOldRoles()).isZero();
      assertThat(seen.served()).isEqualTo(ROTATIONS * REQUESTS);
    }

    @Override
    public void breaks(Sessions seen) {
      assertThat(seen.ofOldRoles()).isEqualTo(ROTATIONS);
    }

    @Override
    public void felt(Sessions seen) {
      assertThat(seen.overtakenLogins()).isEqualTo(ROTATIONS);
    }

    @Override
    public String figure(Sessions seen) {
      return "%d sessions of old roles after %d rotations, %d of %d requests served"
          .formatted(seen.ofOldRoles(), seen.rotations(), seen.served(), ROTATIONS * REQUESTS);
    }

    @Override
    public void close() throws SQLException {
      roles.close();
    }

    /** Rotates while a request waits for its login; whether the login was under way then. */
    private boolean rotated(Pool pool, Credentials next, AtomicInteger served) throws Exception {
      AtomicInteger underWay = new AtomicInteger();
      try (Fault slow = faults.latency(link, SLOW)) {
        faults.alongside(
            "a request that needs a login",
            () -> request(pool, served),
            () -> {
              slow.awaitFelt(SOON, () -> logins.underWay() > 0);
              underWay.set(logins.underWay());
              history.call("operator", "rotate", () -> pool.rotateTo(next));
            });
      }
      return underWay.get() > 0;
    }

    private void request(Pool pool, AtomicInteger served) {
      var request = history.invoke("application", "read a price");
      try (Connection connection = pool.connections().getConnection()) {
        served.addAndGet((int) Rows.number(connection, "SELECT price FROM prices"));
        request.ok("served");
      } catch (SQLException e) {
        request.failed(e.getSQLState());
      }
    }

    /** As after a quiet time: the next request needs a login. */
    private void shrink(HikariDataSource pool) {
      pool.getHikariPoolMXBean().softEvictConnections();
      Awaitility.await("the pool is empty")
          .atMost(SOON)
          .pollDelay(Duration.ZERO)
          .until(() -> pool.getHikariPoolMXBean().getTotalConnections() == 0);
    }

    private long settledSessions(int role) throws SQLException {
      try {
        Awaitility.await()
            .atMost(SETTLED)
            .pollDelay(Duration.ZERO)
            .until(() -> sessions(role) == 0);
      } catch (ConditionTimeoutException _) {
        // that is the figure
      }
      return sessions(role);
    }

    private long sessions(int role) throws SQLException {
      return postgres.number(
          "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'"
              .formatted(roles.user("app" + role)));
    }

    private void revoke(int role) throws SQLException {
      String user = roles.user("app" + role);
      postgres.execute("ALTER ROLE \"%s\" NOLOGIN".formatted(user));
      postgres.execute(
          "SELECT pg_terminate_backend(pid, %d) FROM pg_stat_activity WHERE usename = '%s'"
              .formatted(SOON.toMillis(), user));
    }

    private Credentials of(int role) {
      return Credentials.of(roles.user("app" + role), Roles.PASSWORD);
    }

    private static HikariDataSource pool(HikariConfig config) {
      config.setMinimumIdle(0); // so that it is empty once it has shrunk
      return new HikariDataSource(config);
    }
  }

  /** A pool, and what an operator calls to give it other credentials. */
  record Pool(HikariDataSource connections, Rotation rotation) implements AutoCloseable {
    Credentials rotateTo(Credentials next) throws InterruptedException {
      rotation.to(next);
      return next;
    }

    @Override
    public void close() {
      connections.close();
    }
  }

  /** Returns when the old credentials may be revoked. */
  interface Rotation {
    void to(Credentials next) throws InterruptedException;
  }

  /**
   * @param overtakenLogins rotations that began while a login was under way
   * @param ofOldRoles sessions of the role that was rotated away, after each rotation
   * @param served requests of three a rotation
   */
  record Sessions(int rotations, int overtakenLogins, long ofOldRoles, int served) {}
}
