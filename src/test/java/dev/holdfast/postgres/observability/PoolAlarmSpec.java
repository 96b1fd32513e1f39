package dev.holdfast.postgres.observability;

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
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;

/** Which signal shows that a pool is used up before its callers get errors? */
@Specification(Outline.POSTGRES_OBSERVABILITY)
class PoolAlarmSpec {

  @Claim(
      says = "A saturated pool raises an alarm at least one scrape before its first caller fails",
      limit = "when the scrapes are closer together than the pool's connection time-out",
      source = "Gregg, The USE Method; HikariCP's MicrometerMetricsTracker")
  class SaturationShowsBeforeTheFirstError implements Experiment<Alarm, Scrapes>, AutoCloseable {
    static final int POOL = 4;
    static final int CALLERS = 2 * POOL; // half of them wait
    static final int QUICK = 50; // requests before, which an average is made of

    /** A caller without a connection; much longer than the second for which metrics may be old. */
    static final Duration GIVES_UP = Duration.ofMillis(1_800);

    static final Duration SLOW =
        Duration.ofMillis(500); // on average: a quick request takes a hundredth on a busy host
    static final Duration SOON = Duration.ofSeconds(10);

    /** Held by whoever is slow; each request passes by it. */
    static final String REQUEST = "SELECT pg_advisory_xact_lock_shared(1)";

    final Postgres postgres;
    final Faults faults;
    final History history;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Timer requests = meters.timer("requests");
    final HikariDataSource pool;

    SaturationShowsBeforeTheFirstError(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
      HikariConfig config = new HikariConfig();
      config.setDataSource(postgres.dataSource());
      config.setPoolName("orders");
      config.setMaximumPoolSize(POOL);
      config.setConnectionTimeout(GIVES_UP.toMillis());
      config.setMetricRegistry(meters);
      pool = new HikariDataSource(config);
    }

    @Subject(PoolAlarm.class)
    Alarm all_lent_and_somebody_waits() {
      return new PoolAlarm(meters, "orders", 1)::look;
    }

    @Control(differs = "looks at the average time of requests, those that failed too")
    Alarm average_latency() {
      return new NaiveLatencyAlarm(requests, SLOW)::look;
    }

    @Override
    public Scrapes run(Alarm alarm) throws Exception {
      List<Boolean> alarms = new ArrayList<>();
      List<Integer> errors = new ArrayList<>();
      List<Future<Boolean>> callers = new ArrayList<>();
      for (int i = 0; i < QUICK; i++) {
        request();
      }
      alarms.add(scrape(alarm));
      errors.add(failed(callers));
      int waited;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        try (Fault _ = faults.begin("queries are slow", "the server", this::slow)) {
          for (int i = 0; i < CALLERS; i++) {
            String caller = "caller-" + (i + 1);
            callers.add(threads.submit(() -> history.call(caller, "is served", this::request)));
          }
          await(() -> waiting() == CALLERS - POOL || served(callers) == CALLERS);
          waited = waiting();
          await(() -> shownAsPending() == CALLERS - POOL || served(callers) == CALLERS);
          alarms.add(scrape(alarm));
          errors.add(failed(callers));
          await(() -> served(callers) + failed(callers) >= CALLERS - POOL && waiting() == 0);
          alarms.add(scrape(alarm));
          errors.add(failed(callers));
        }
      }
      return new Scrapes(waited, alarms, errors, QUICK + served(callers));
    }

    private boolean scrape(Alarm alarm) throws Exception {
      return history.call("operator", "looks for an alarm", alarm::look);
    }

    /** Who holds this holds up every request. */
    private AutoCloseable slow() throws SQLException {
      Connection connection = postgres.dataSource().getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(1)");
      }
      return connection;
    }

    /** Whether it was served. */
    private boolean request() {
      return Boolean.TRUE.equals(
          requests.record(
              () -> {
                try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                  return statement.execute(REQUEST);
                } catch (SQLException _) {
                  return false;
                }
              }));
    }

    private int waiting() {
      return pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
    }

    /** HikariCP works its gauges out once a second at most, so a scrape may be that much behind. */
    private int shownAsPending() {
      return (int) meters.get("hikaricp.connections.pending").gauge().value();
    }

    private static void await(Callable<Boolean> condition) {
      Awaitility.await("the callers").atMost(SOON).pollDelay(Duration.ZERO).until(condition);
    }

    private static int served(List<Future<Boolean>> callers) {
      return (int) callers.stream().filter(c -> c.isDone() && c.resultNow()).count();
    }

    private static int failed(List<Future<Boolean>> callers) {
      return (int) callers.stream().filter(c -> c.isDone() && !c.resultNow()).count();
    }

    @Override
    public void holds(Scrapes seen) {
      if (seen.failed() > 0) {
        assertThat(seen.firstAlarm()).isBetween(0, seen.firstError() - 1);
      } else {
        assertThat(seen.firstAlarm()).isEqualTo(Scrapes.NEVER);
      }
      assertThat(seen.served() + seen.failed()).isEqualTo(QUICK + CALLERS);
    }

    @Override
    public void breaks(Scrapes seen) {
      assertThat(seen.failed()).isEqualTo(CALLERS - POOL);
      assertThat(seen.firstAlarm()).isEqualTo(seen.firstError());
    }

    @Override
    public void felt(Scrapes seen) {
      assertThat(seen.waited()).isEqualTo(CALLERS - POOL);
      assertThat(seen.failed()).isEqualTo(CALLERS - POOL);
    }

    @Override
    public String figure(Scrapes seen) {
      return seen.failed() == 0
          ? "no error"
          : "alarm at scrape %d, first error at %d"
              .formatted(seen.firstAlarm() + 1, seen.firstError() + 1);
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  /** One look; says whether there is an alarm. */
  interface Alarm {
    boolean look();
  }

  /**
   * @param waited callers that the pool kept waiting at once
   * @param alarms at each scrape
   * @param errors of callers, so far, at each scrape
   */
  record Scrapes(int waited, List<Boolean> alarms, List<Integer> errors, int served) {
    static final int NEVER = -1;

    int firstAlarm() {
      return alarms.indexOf(true);
    }

    int firstError() {
      return errors.stream()
          .filter(count -> count > 0)
          .findFirst()
          .map(errors::indexOf)
          .orElse(NEVER);
    }

    int failed() {
      return errors.getLast();
    }
  }
}
