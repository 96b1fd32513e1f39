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
import dev.holdfast.harness.history.History;
import dev.holdfast.postgres.ServerVersion;
import dev.holdfast.postgres.observability.LockedStock.Swept;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** What does a transaction hold up that nobody ends? */
@Specification(Outline.POSTGRES_OBSERVABILITY)
class ForgottenTransactionSpec {
  static final Duration LIMIT = Duration.ofMillis(300); // far longer than any step between two
  static final Duration PATIENCE = LIMIT.multipliedBy(4); // then it is taken to stay for ever
  static final Duration SOON = Duration.ofSeconds(5); // more than any step takes on a slow host
  static final Duration NOT_IN_HERE = Duration.ofMinutes(1); // no transaction lasts as long

  /** A data source whose sessions have these limits. */
  static DataSource limited(Postgres postgres, SessionLimits limits) throws SQLException {
    var source = postgres.dataSource();
    try (Connection connection = source.getConnection()) {
      source.setOptions(limits.asOptions(ServerVersion.of(connection)));
    }
    return source;
  }

  @Claim(
      says =
          "A transaction that its client has forgotten keeps neither a row locked nor dead rows"
              + " from VACUUM for longer than its limit",
      limit =
          "a transaction that is busy all the time is met by transaction_timeout only, which servers"
              + " before PostgreSQL 17 do not have",
      source = "PostgreSQL 18 manual, sections 19.11.1 and 24.1")
  class AForgottenTransactionIsEnded implements Experiment<DataSource, Swept> {
    final Postgres postgres;
    final Faults faults;
    final History history;

    AForgottenTransactionIsEnded(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(SessionLimits.class)
    DataSource sessions_with_limits() throws SQLException {
      return limited(postgres, new SessionLimits(LIMIT, NOT_IN_HERE));
    }

    @Control(differs = "sessions without a limit, as the server comes")
    DataSource sessions_as_they_come() {
      return postgres.dataSource();
    }

    @Override
    public Swept run(DataSource application) throws Exception {
      LockedStock stock = new LockedStock(postgres, history);
      long began = System.nanoTime();
      try (Fault _ =
          faults.begin("a transaction is forgotten", "stock", () -> begin(application))) {
        return stock.sweep(began, LIMIT, PATIENCE);
      }
    }

    /** Changes a row, and leaves it at that. */
    private static AutoCloseable begin(DataSource application) throws SQLException {
      Connection connection = application.getConnection();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(LockedStock.LOCK);
      }
      return connection;
    }

    @Override
    public void holds(Swept seen) {
      assertThat(seen.deadRows()).isZero();
      assertThat(seen.rowIsFree()).isTrue();
      assertThat(seen.endedEarly()).isFalse();
    }

    @Override
    public void breaks(Swept seen) {
      assertThat(seen.deadRows()).isEqualTo(LockedStock.CHANGED);
      assertThat(seen.rowIsFree()).isFalse();
    }

    @Override
    public void felt(Swept seen) {
      assertThat(seen.held()).isOne();
    }

    @Override
    public String figure(Swept seen) {
      return "%,d dead rows after VACUUM".formatted(seen.deadRows());
    }
  }

  @Claim(
      says =
          "A transaction that is busy for longer than its limit is ended too: it keeps neither a row"
              + " locked nor dead rows from VACUUM",
      limit = "transaction_timeout needs PostgreSQL 17; a prepared transaction is not met by it",
      source = "PostgreSQL 18 manual, section 19.11.1: transaction_timeout")
  class ABusyTransactionIsEnded implements Experiment<DataSource, Swept> {
    static final Duration IDLE = LIMIT.dividedBy(2); // which a busy transaction never is

    static final String BUSY = // without a moment between the two
        LockedStock.LOCK + "; SELECT pg_sleep(%d)".formatted(NOT_IN_HERE.toSeconds());

    final Postgres postgres;
    final Faults faults;
    final History history;

    ABusyTransactionIsEnded(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(SessionLimits.class)
    DataSource the_transaction_is_limited_too() throws SQLException {
      return limited(postgres, new SessionLimits(IDLE, LIMIT));
    }

    @Control(differs = "only the time between two statements is limited")
    DataSource idle_sessions_are_limited() {
      var source = postgres.dataSource();
      source.setOptions("-c idle_in_transaction_session_timeout=%dms".formatted(IDLE.toMillis()));
      return source;
    }

    @Override
    public Swept run(DataSource application) throws Exception {
      LockedStock stock = new LockedStock(postgres, history);
      long began = System.nanoTime();
      try (Fault _ =
          faults.begin("a transaction is busy for long", "stock", () -> work(application, stock))) {
        return stock.sweep(began, LIMIT, PATIENCE);
      }
    }

    /** Changes a row, and goes on with something else until it is cancelled. */
    private static AutoCloseable work(DataSource application, LockedStock stock)
        throws SQLException {
      Connection connection = application.getConnection();
      connection.setAutoCommit(false);
      Statement statement = connection.createStatement();
      CompletableFuture<String> end = new CompletableFuture<>();
      Thread.ofVirtual().name("busy").start(() -> end.complete(busy(statement)));
      Awaitility.await("it is at work")
          .atMost(SOON)
          .pollDelay(Duration.ZERO)
          .until(() -> end.isDone() || stock.held() > 0);
      return () -> {
        try (connection) {
          statement.cancel();
          end.join();
        }
      };
    }

    /** What it was told in the end: it was ended, or cancelled. */
    private static String busy(Statement statement) {
      try {
        statement.execute(BUSY);
        return "done";
      } catch (SQLException e) {
        return String.valueOf(e.getSQLState());
      }
    }

    @Override
    public void holds(Swept seen) {
      assertThat(seen.deadRows()).isZero();
      assertThat(seen.rowIsFree()).isTrue();
      assertThat(seen.endedEarly()).isFalse();
    }

    @Override
    public void breaks(Swept seen) {
      assertThat(seen.deadRows()).isEqualTo(LockedStock.CHANGED);
      assertThat(seen.rowIsFree()).isFalse();
    }

    @Override
    public void felt(Swept seen) {
      assertThat(seen.held()).isOne();
    }

    @Override
    public String figure(Swept seen) {
      return "%,d dead rows after VACUUM".formatted(seen.deadRows());
    }
  }
}
