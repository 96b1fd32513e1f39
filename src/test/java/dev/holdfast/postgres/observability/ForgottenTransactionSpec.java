package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.postgres.ServerVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** What does a transaction hold up that its client has forgotten? */
@Specification(Outline.POSTGRES_OBSERVABILITY)
class ForgottenTransactionSpec {

  @Claim(
      says =
          "A transaction that its client has forgotten keeps neither a row locked nor dead rows"
              + " from VACUUM for longer than its limit",
      limit =
          "a transaction that is busy all the time is met by transaction_timeout only, which servers"
              + " before PostgreSQL 17 do not have",
      source = "PostgreSQL 18 manual, sections 19.11.1 and 24.1")
  class AForgottenTransactionIsEnded implements Experiment<DataSource, Swept> {
    static final int CHANGED = 1_000; // rows; each leaves a dead version
    static final Duration IDLE = Duration.ofMillis(300); // far longer than any step between two
    static final Duration PATIENCE = IDLE.multipliedBy(4); // then it is taken to stay for ever
    static final Duration NOT_IN_HERE = Duration.ofMinutes(1); // no transaction lasts as long
    static final Duration SOON = Duration.ofSeconds(10);

    static final String FORGOTTEN =
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'""";

    final Postgres postgres;
    final Faults faults;

    AForgottenTransactionIsEnded(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject(SessionLimits.class)
    DataSource sessions_with_limits() throws SQLException {
      var source = postgres.dataSource();
      try (Connection connection = source.getConnection()) {
        var limits = new SessionLimits(IDLE, NOT_IN_HERE);
        source.setOptions(limits.asOptions(ServerVersion.of(connection)));
      }
      return source;
    }

    @Control(differs = "sessions without a limit, as the server comes")
    DataSource sessions_as_they_come() {
      return postgres.dataSource();
    }

    @Override
    public Swept run(DataSource application) throws Exception {
      postgres.execute(
          """
          CREATE EXTENSION pgstattuple; -- reads the table: counters may lag
          CREATE TABLE stock (id bigint PRIMARY KEY, amount int NOT NULL)
            WITH (autovacuum_enabled = false);
          INSERT INTO stock SELECT n, 0 FROM generate_series(0, %d) n"""
              .formatted(CHANGED));
      try (Fault _ =
          faults.begin("a transaction is forgotten", "stock", () -> begin(application))) {
        long forgotten = postgres.number(FORGOTTEN);
        postgres.execute("UPDATE stock SET amount = amount + 1 WHERE id > 0");
        long began = System.nanoTime();
        Awaitility.await("its end, or the end of patience")
            .atMost(SOON)
            .pollDelay(Duration.ZERO)
            .until(
                () ->
                    postgres.number(FORGOTTEN) == 0
                        || System.nanoTime() - began > PATIENCE.toNanos());
        boolean free = isFree();
        postgres.execute("VACUUM stock");
        return new Swept(
            forgotten, free, postgres.number("SELECT dead_tuple_count FROM pgstattuple('stock')"));
      }
    }

    /** Changes a row, and leaves it at that. */
    private static AutoCloseable begin(DataSource application) throws SQLException {
      Connection connection = application.getConnection();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("UPDATE stock SET amount = 1 WHERE id = 0");
      }
      return connection;
    }

    private boolean isFree() throws SQLException {
      return 1
          == postgres.number(
              "SELECT count(*) FROM (SELECT FROM stock WHERE id = 0 FOR UPDATE SKIP LOCKED) free");
    }

    @Override
    public void holds(Swept seen) {
      assertThat(seen.deadRows()).isZero();
      assertThat(seen.rowIsFree()).isTrue();
    }

    @Override
    public void breaks(Swept seen) {
      assertThat(seen.deadRows()).isEqualTo(CHANGED);
      assertThat(seen.rowIsFree()).isFalse();
    }

    @Override
    public void felt(Swept seen) {
      assertThat(seen.forgotten()).isOne();
    }

    @Override
    public String figure(Swept seen) {
      return "%,d dead rows after VACUUM".formatted(seen.deadRows());
    }
  }

  /**
   * @param forgotten sessions that the server saw idle in a transaction
   * @param rowIsFree whether the row that was changed there can be locked
   * @param deadRows that VACUUM had to leave
   */
  record Swept(long forgotten, boolean rowIsFree, long deadRows) {}
}
