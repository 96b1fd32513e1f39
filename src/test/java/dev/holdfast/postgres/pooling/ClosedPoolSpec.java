package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** What becomes of the requests of a pod that is told to stop? */
@Specification(Outline.POSTGRES_POOLING)
class ClosedPoolSpec {

  @Claim(
      says = "A pod that is told to stop finishes the requests that it has taken",
      limit =
          "within its limit, which must be shorter than the pod's grace period; a request that"
              + " comes later is refused, and belongs to another pod",
      source = "HikariCP 7.1.0, HikariPool.shutdown, which ends the connections in use")
  class APodThatStopsFinishesItsRequests implements Experiment<Service, Requests> {
    static final int REQUESTS = 4; // in flight, a connection each
    static final Duration LONGER =
        Duration.ofMillis(500); // than it takes to close a pool's sockets
    static final Duration SOON = Duration.ofSeconds(5); // longer than any step takes on a slow host

    final Postgres postgres;
    final Faults faults;
    final History history;

    APodThatStopsFinishesItsRequests(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(DrainingPool.class)
    Service waits_for_its_requests() {
      var pool = new DrainingPool(pool(), SOON);
      return new Service(pool::serve, pool::isClosing, pool::close);
    }

    @Control(differs = "does not wait for its requests")
    Service closes_the_pool() {
      var pool = new NaiveClosing(pool());
      return new Service(pool::serve, pool::isClosing, pool::close);
    }

    @Override
    public Requests run(Service service) throws Exception {
      postgres.execute("CREATE TABLE served (request int)");
      try (Gate gate = new Gate(postgres);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Boolean>> requests = new ArrayList<>();
        for (int request = 1; request <= REQUESTS; request++) {
          int number = request;
          requests.add(threads.submit(() -> isServed(service, number)));
        }
        gate.awaitWaiting(REQUESTS);
        boolean toldInMidRequest = false;
        try (Fault stop = faults.begin("told to stop in mid-request", "pod", () -> stop(service))) {
          long began = System.nanoTime();
          stop.awaitFelt(SOON, service::isClosing);
          toldInMidRequest = service.isClosing();
          stop.awaitFelt(SOON, () -> System.nanoTime() - began >= LONGER.toNanos());
          gate.open();
        }
        int served = 0;
        for (Future<Boolean> request : requests) {
          served += request.get() ? 1 : 0;
        }
        Awaitility.await("no statement runs").atMost(SOON).until(() -> atWork() == 0);
        return new Requests(
            toldInMidRequest, served, postgres.number("SELECT count(*) FROM served"));
      }
    }

    @Override
    public void felt(Requests seen) {
      assertThat(seen.toldInMidRequest()).isTrue();
    }

    @Override
    public void holds(Requests seen) {
      assertThat(seen.served()).isEqualTo(REQUESTS);
      assertThat(seen.stored()).isEqualTo(REQUESTS);
    }

    @Override
    public void breaks(Requests seen) {
      assertThat(seen.served()).isZero();
      assertThat(seen.stored()).isEqualTo(REQUESTS); // what the callers were told has failed
    }

    @Override
    public String figure(Requests seen) {
      return "%d of %d served, %d stored".formatted(seen.served(), REQUESTS, seen.stored());
    }

    private boolean isServed(Service service, int number) {
      History.Invocation request = history.invoke("request-" + number, "request");
      try {
        service.requests().serve(pool -> insert(pool, number));
        request.ok("served");
        return true;
      } catch (SQLException e) {
        request.indeterminate(e.getMessage());
        return false;
      }
    }

    private static boolean insert(DataSource pool, int number) throws SQLException {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        return statement.execute(
            "INSERT INTO served SELECT %d WHERE %s".formatted(number, Gate.WAIT));
      }
    }

    private long atWork() throws SQLException {
      return postgres.number(
          """
          SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()""");
    }

    /** As a signal does: on a thread of its own, which ends when all is closed. */
    private static AutoCloseable stop(Service service) {
      ExecutorService signal = Executors.newVirtualThreadPerTaskExecutor();
      Future<?> stopped = signal.submit(service::close);
      return () -> {
        try (signal) {
          stopped.get();
        }
      };
    }

    private HikariDataSource pool() {
      HikariConfig config = new HikariConfig();
      config.setDataSource(postgres.dataSource());
      config.setMaximumPoolSize(REQUESTS);
      return new HikariDataSource(config);
    }
  }

  /** Runs a request by connections of a pool. */
  interface Server {
    boolean serve(DrainingPool.Request<Boolean> request) throws SQLException;
  }

  /** A pod, as far as its pool goes. */
  record Service(Server requests, BooleanSupplier closing, Runnable stop) implements AutoCloseable {
    boolean isClosing() {
      return closing.getAsBoolean();
    }

    @Override
    public void close() {
      stop.run();
    }
  }

  /**
   * @param toldInMidRequest the pool was closing while all requests were in the server
   * @param served whose caller was told so
   * @param stored by the server's rows
   */
  record Requests(boolean toldInMidRequest, int served, long stored) {}
}
