package dev.holdfast.postgres.migration;

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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** What is an index worth whose build was killed? */
@Specification(Outline.POSTGRES_MIGRATION)
class InterruptedIndexSpec {

  @Claim(
      says =
          "An index whose concurrent build was killed is valid, and used, once the migration was run"
              + " again",
      limit =
          "between the two runs the wreck is there, and costs every write; somebody has to run it"
              + " again",
      source = "PostgreSQL 18 manual, CREATE INDEX, Building Indexes Concurrently")
  class AKilledIndexBuildIsHealed implements Experiment<Build, Indexed> {
    static final int ROWS = 10_000; // enough that the planner prefers an index
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host
    static final String BUILDER = "builder";
    static final InvalidIndexRebuilder.Index BY_EMAIL =
        new InvalidIndexRebuilder.Index("customers_by_email", "customers", false, "(email)");

    final Postgres postgres;
    final Faults faults;
    final History history;

    AKilledIndexBuildIsHealed(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(InvalidIndexRebuilder.class)
    Build drops_what_is_invalid() {
      return new InvalidIndexRebuilder(builder(), SOON.multipliedBy(2))::apply;
    }

    @Control(differs = "asks whether the name is there, not whether the index is valid")
    Build if_not_exists() {
      return new NaiveIndexBuild(builder())::apply;
    }

    @Override
    public Indexed run(Build build) throws Exception {
      postgres.execute("CREATE TABLE customers (id int PRIMARY KEY, email text)");
      postgres.execute(
          "INSERT INTO customers SELECT n, n || '@example.org' FROM generate_series(1, %d) n"
              .formatted(ROWS));
      postgres.execute("ANALYZE customers");
      String first;
      try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
          Connection report = longReport()) {
        Future<String> building = thread.submit(() -> outcome(build));
        await("the build is done but for the transactions before it", this::waitsForReport);
        try (Fault killed = faults.begin("the builder is killed", "the build", this::kill)) {
          killed.awaitFelt(SOON, building::isDone);
        }
        report.rollback(); // its transaction ends
        first = building.get();
      }
      await("the builder's session is gone", () -> builders() == 0);
      String second = outcome(build);
      return new Indexed(first, second, isValid(), plan());
    }

    @Override
    public void holds(Indexed seen) {
      assertThat(seen.secondRun()).isEqualTo(Indexed.DONE);
      assertThat(seen.valid()).isTrue();
      assertThat(seen.plan()).contains(BY_EMAIL.name());
    }

    @Override
    public void breaks(Indexed seen) {
      assertThat(seen.secondRun()).isEqualTo(Indexed.DONE); // that is the worst of it
      assertThat(seen.valid()).isFalse();
      assertThat(seen.plan()).contains("Seq Scan on customers");
    }

    @Override
    public void felt(Indexed seen) {
      assertThat(seen.firstRun()).isEqualTo(Indexed.ADMIN_SHUTDOWN);
    }

    @Override
    public String figure(Indexed seen) {
      return "first run %s, second %s, %s"
          .formatted(seen.firstRun(), seen.secondRun(), seen.valid() ? "valid" : "invalid");
    }

    private PGSimpleDataSource builder() {
      PGSimpleDataSource dataSource = postgres.dataSource();
      dataSource.setApplicationName(BUILDER);
      return dataSource;
    }

    /** A transaction with a snapshot: a concurrent build waits for it in the end. */
    private Connection longReport() throws SQLException {
      Connection connection = postgres.dataSource().getConnection();
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT count(*) FROM customers");
      }
      return connection;
    }

    private String outcome(Build build) throws Exception {
      History.Invocation run = history.invoke(BUILDER, BY_EMAIL.name());
      try {
        build.apply(BY_EMAIL);
        run.ok(Indexed.DONE);
        return Indexed.DONE;
      } catch (SQLException e) {
        run.failed(e.getMessage());
        return String.valueOf(e.getSQLState());
      }
    }

    private AutoCloseable kill() throws SQLException {
      postgres.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = '%s' AND datname = current_database()"""
              .formatted(BUILDER));
      return () -> {};
    }

    private boolean waitsForReport() throws SQLException {
      return 1
          == postgres.number(
              """
              SELECT count(*) FROM pg_stat_progress_create_index
              WHERE datname = current_database() AND phase = 'waiting for old snapshots'""");
    }

    private long builders() throws SQLException {
      return postgres.number(
          """
          SELECT count(*) FROM pg_stat_activity
          WHERE application_name = '%s' AND datname = current_database()"""
              .formatted(BUILDER));
    }

    private boolean isValid() throws SQLException {
      return 1
          == postgres.number(
              "SELECT count(*) FROM pg_index WHERE indrelid = 'customers'::regclass"
                  + " AND NOT indisprimary AND indisvalid");
    }

    private String plan() throws SQLException {
      try (Connection connection = postgres.dataSource().getConnection();
          Statement statement = connection.createStatement();
          ResultSet lines =
              statement.executeQuery(
                  "EXPLAIN (COSTS OFF) SELECT * FROM customers WHERE email = '7@example.org'")) {
        Stream.Builder<String> plan = Stream.builder();
        while (lines.next()) {
          plan.add(lines.getString(1).strip());
        }
        return plan.build().collect(Collectors.joining("; "));
      }
    }

    private static void await(String what, java.util.concurrent.Callable<Boolean> sign) {
      Awaitility.await(what).atMost(SOON).pollDelay(Duration.ZERO).until(sign);
    }
  }

  /** Builds an index, or sees that it is there. */
  interface Build {
    void apply(InvalidIndexRebuilder.Index index) throws Exception;
  }

  /**
   * @param firstRun the one that is killed under the fault: done, or the SQLSTATE
   * @param secondRun of the same migration
   * @param plan of a query that the index is for
   */
  record Indexed(String firstRun, String secondRun, boolean valid, String plan) {
    static final String DONE = "done";
    static final String ADMIN_SHUTDOWN = "57P01";
  }
}
