package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.environment.Prometheus;
import dev.holdfast.harness.environment.Prometheus.Sample;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** Which signal shows that a pool is used up before its callers get errors? */
@Specification(Outline.POSTGRES_OBSERVABILITY)
class PoolAlarmSpec {

  @Claim(
      says =
          "Prometheus raises the alert on a saturated pool at least one scrape before the pool's"
              + " first caller fails",
      limit =
          "when two scrapes, an evaluation and the second for which HikariCP's figures may be old"
              + " are shorter together than the pool's connection time-out: not at one scrape every"
              + " 15 s and HikariCP's own 30 s",
      source = "Gregg, The USE Method; HikariCP's MicrometerMetricsTracker")
  class SaturationShowsBeforeTheFirstError implements Experiment<Alerting, Alerted> {
    static final int CALLERS = 2 * OrdersMain.POOL; // half of them wait
    static final int QUICK = 20; // requests before, which an average is made of

    /** A caller comes when the one before is served, or after this, far longer than one takes. */
    static final Duration PACE = Duration.ofMillis(50);

    static final int LONG_ENOUGH = 5; // scrapes: an alert that is due fires after one or two
    static final Duration SOON = Duration.ofSeconds(10);
    static final String FAILED = "hikaricp_connections_timeout_total";
    static final String WAITING = "hikaricp_connections_pending";
    static final int OK = 200;

    final Postgres postgres;
    final Processes processes;
    final Prometheus prometheus;
    final Faults faults;

    SaturationShowsBeforeTheFirstError(
        Postgres postgres, Processes processes, Prometheus prometheus, Faults faults) {
      this.postgres = postgres;
      this.processes = processes;
      this.prometheus = prometheus;
      this.faults = faults;
    }

    @Subject(AlertRules.class)
    Alerting all_lent_and_somebody_waits() {
      return Alerting.shipped("PoolSaturated", OrdersMain.GIVES_UP);
    }

    @Control(differs = "looks at the average time of requests, those that failed too")
    Alerting average_latency() {
      return new Alerting(NaiveAlerts.AVERAGE_LATENCY, "SlowRequests");
    }

    @Override
    public Alerted run(Alerting alerting) throws Exception {
      AppProcess shop =
          processes.start("orders", OrdersMain.class, Metered.PORT, Metered.arguments(postgres));
      prometheus.watch(alerting.rules(), shop);
      HttpRequest order =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://%s:%d%s".formatted(shop.host(), shop.port(), OrdersMain.ORDER)))
              .build();
      List<CompletableFuture<HttpResponse<Void>>> callers = new ArrayList<>();
      try (HttpClient http = HttpClient.newHttpClient()) {
        for (int i = 0; i < QUICK; i++) {
          callers.add(http.sendAsync(order, BodyHandlers.discarding()));
          callers.getLast().get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        }
        try (Fault _ = faults.begin("queries are slow", "the server", this::slow)) {
          for (int i = 0; i < CALLERS; i++) {
            callers.add(http.sendAsync(order, BodyHandlers.discarding()));
            pace(callers.getLast());
          }
          Awaitility.await("all served, or half of them failed")
              .atMost(SOON)
              .pollDelay(Duration.ZERO)
              .until(
                  () ->
                      answered(callers, true) == callers.size()
                          || answered(callers, false) == CALLERS - OrdersMain.POOL);
          prometheus.awaitScrapes(LONG_ENOUGH);
        }
        Awaitility.await("an answer for each")
            .atMost(SOON)
            .pollDelay(Duration.ZERO)
            .until(() -> callers.stream().allMatch(CompletableFuture::isDone));
      }
      Alerting.Beside failures = alerting.beside(prometheus, FAILED);
      return new Alerted(
          failures.fired(),
          (int) failures.after().stream().filter(count -> count == 0).count(),
          (int) prometheus.samples(WAITING).stream().mapToDouble(Sample::value).max().orElse(0),
          answered(callers, true),
          answered(callers, false));
    }

    /** Who holds this holds up every request. */
    private AutoCloseable slow() throws SQLException {
      Connection connection = postgres.dataSource().getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(%d)".formatted(OrdersMain.TURNSTILE));
      }
      return connection;
    }

    private static void pace(CompletableFuture<?> caller) throws Exception {
      try {
        caller.get(PACE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // the next one comes nevertheless
      }
    }

    private static int answered(List<CompletableFuture<HttpResponse<Void>>> callers, boolean ok) {
      return (int)
          callers.stream()
              .filter(c -> c.isDone() && (c.resultNow().statusCode() == OK) == ok)
              .count();
    }

    @Override
    public void holds(Alerted seen) {
      if (seen.failed() > 0) {
        assertThat(seen.scrapesToSpare()).isPositive();
      } else {
        assertThat(seen.fired()).isFalse();
      }
      assertThat(seen.served() + seen.failed()).isEqualTo(QUICK + CALLERS);
    }

    @Override
    public void breaks(Alerted seen) {
      assertThat(seen.failed()).isEqualTo(CALLERS - OrdersMain.POOL);
      assertThat(seen.fired()).isTrue();
      assertThat(seen.scrapesToSpare()).isZero();
    }

    @Override
    public void felt(Alerted seen) {
      assertThat(seen.mostWaiting()).isEqualTo(CALLERS - OrdersMain.POOL);
      assertThat(seen.failed()).isEqualTo(CALLERS - OrdersMain.POOL);
    }

    @Override
    public String figure(Alerted seen) {
      return !seen.fired()
          ? "no alert"
          : seen.scrapesToSpare() == 0
              ? "alert after the first error"
              : "alert %d scrapes before the first error".formatted(seen.scrapesToSpare());
    }
  }

  /**
   * @param fired the alert, in Prometheus
   * @param scrapesToSpare after it that show no caller who failed
   * @param mostWaiting callers, at a scrape
   */
  record Alerted(boolean fired, int scrapesToSpare, int mostWaiting, int served, int failed) {}
}
