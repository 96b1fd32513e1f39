package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Pair;
import dev.holdfast.harness.environment.Replication;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** Does a pool notice that its primary became a replica? */
@Specification(Outline.POSTGRES_POOLING)
class DemotedPrimarySpec {

  @Claim(
      says =
          "After a switchover that closes no session, each caller has at most one write refused"
              + " before the pool writes to the new primary",
      limit =
          "reads stay with the old primary until a write is refused; a new primary must be there by"
              + " then, or callers wait for connectionTimeout",
      source =
          "HikariCP issues 1556 and 1802, and SQLExceptionOverride since 6.2.0; pgjdbc,"
              + " targetServerType")
  class ADemotedPrimaryIsLeftAtOnce
      implements Experiment<Opening, ADemotedPrimaryIsLeftAtOnce.Writes> {
    static final int CONNECTIONS = 8; // far more than callers, all idle when the switchover comes
    static final int CALLERS = 2;
    static final int EACH = 20; // writes of a caller before the switchover, and again after it
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host
    static final Duration LOOK_EVERY = Duration.ofMillis(10);
    static final String REFUSED = "25006";

    /**
     * @param refused writes of after the switchover that a server refused since it only reads
     * @param failed writes that failed in any other way, at any time
     * @param stored rows that the present primary has
     * @param demoted whether the first primary only reads
     */
    record Writes(int refused, int failed, long stored, boolean demoted) {}

    private final Replication replication;
    private final Faults faults;
    private final History history;

    ADemotedPrimaryIsLeftAtOnce(Replication replication, Faults faults, History history) {
      this.replication = replication;
      this.faults = faults;
      this.history = history;
    }

    @Subject(PrimaryPinGuard.class)
    Opening gives_up_every_connection_at_the_first_refusal() {
      return new PrimaryPinGuard(SOON, System::nanoTime, new SimpleMeterRegistry())::open;
    }

    @Control(differs = "no word of 25006, which HikariCP takes for the statement's own error")
    Opening hikari_by_default() {
      return HikariDataSource::new;
    }

    @Peer(
        artifact = "com.zaxxer:HikariCP",
        configured =
            "exceptionOverride with MUST_EVICT for 25006, as its release notes of 6.2.0 say")
    Opening must_evict() {
      return config -> {
        config.setExceptionOverride(
            new SQLExceptionOverride() {
              @java.lang.Override
              public Override adjudicate(SQLException e) {
                return REFUSED.equals(e.getSQLState())
                    ? Override.MUST_EVICT
                    : Override.CONTINUE_EVICT;
              }
            });
        return new HikariDataSource(config);
      };
    }

    @Override
    public Writes run(Opening opening) throws Exception {
      Pair pair = replication.own();
      pair.primary().execute("CREATE TABLE payments (caller text, number int)");
      pair.awaitReplicated();
      try (HikariDataSource pool = opening.open(config(pair))) {
        awaitIdle(pool);
        write(pool, "before");
        awaitIdle(pool);
        pair.awaitReplicated();
        try (Fault _ = faults.begin("switched over", "primary", () -> switchOver(pair))) {
          write(pool, "after");
        }
      }
      return new Writes(
          told(REFUSED),
          history.operations().size() - told("stored") - told(REFUSED),
          pair.current().number("SELECT count(*) FROM payments"),
          isReadOnly(pair));
    }

    @Override
    public void holds(Writes seen) {
      assertThat(seen.refused()).isLessThanOrEqualTo(CALLERS);
      assertThat(seen.failed()).isZero();
      assertThat(seen.stored()).isEqualTo(2 * CALLERS * EACH - seen.refused());
    }

    @Override
    public void breaks(Writes seen) {
      assertThat(seen.refused()).isEqualTo(CALLERS * EACH);
    }

    @Override
    public void felt(Writes seen) {
      assertThat(seen.demoted()).isTrue();
      assertThat(seen.refused()).isPositive();
    }

    @Override
    public String figure(Writes seen) {
      return "%d of %d writes refused".formatted(seen.refused(), CALLERS * EACH);
    }

    private void write(HikariDataSource pool, String when) throws Exception {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> callers = new ArrayList<>();
        for (int caller = 1; caller <= CALLERS; caller++) {
          String name = "caller-" + caller;
          callers.add(
              threads.submit(
                  () -> {
                    for (int number = 0; number < EACH; number++) {
                      write(pool, name, number, when);
                    }
                  }));
        }
        for (Future<?> caller : callers) {
          caller.get();
        }
      }
    }

    private void write(HikariDataSource pool, String caller, int number, String when) {
      History.Invocation write = history.invoke(caller, "write " + when);
      try (Connection connection = pool.getConnection();
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO payments VALUES (?, ?)")) {
        insert.setString(1, caller);
        insert.setInt(2, number);
        insert.executeUpdate();
        write.ok("stored");
      } catch (SQLException e) {
        write.failed(String.valueOf(e.getSQLState()));
      }
    }

    private int told(String what) {
      return (int)
          history.operations().stream().filter(write -> what.equals(write.value())).count();
    }

    /** The sessions of the first primary live on, as where a proxy or a managed service demotes. */
    private static AutoCloseable switchOver(Pair pair) throws SQLException {
      pair.primary().execute("ALTER SYSTEM SET default_transaction_read_only = on");
      pair.primary().execute("SELECT pg_reload_conf()");
      await("the primary only reads", () -> isReadOnly(pair));
      pair.promoteReplica();
      return () -> {};
    }

    private static boolean isReadOnly(Pair pair) throws SQLException {
      return 1
          == pair.primary().number("SELECT current_setting('transaction_read_only')::boolean::int");
    }

    private static void awaitIdle(HikariDataSource pool) {
      await(
          "the pool is full and idle",
          () -> pool.getHikariPoolMXBean().getIdleConnections() == CONNECTIONS);
    }

    private static void await(String what, Callable<Boolean> condition) {
      Awaitility.await(what)
          .atMost(SOON)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(condition);
    }

    private static HikariConfig config(Pair pair) {
      PGSimpleDataSource both = pair.dataSource();
      both.setTargetServerType("primary");
      both.setHostRecheckSeconds(0); // the JVM's other arms may have met a server at this address
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(both.getUrl());
      config.setUsername(both.getUser());
      config.setPassword(both.getPassword());
      config.setMaximumPoolSize(CONNECTIONS);
      config.setConnectionTimeout(SOON.toMillis());
      return config;
    }
  }

  /** Opens a pool; who asks for it closes it. */
  interface Opening {
    HikariDataSource open(HikariConfig config);
  }
}
