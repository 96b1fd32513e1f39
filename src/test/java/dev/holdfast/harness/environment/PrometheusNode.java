package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.faults.Toxiproxy;
import dev.holdfast.harness.faults.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One Prometheus for all claims of a run. It takes up new targets only every five seconds, so it
 * has one from its start: a lane of Toxiproxy, at whose end each arm puts its own application.
 */
final class PrometheusNode implements Node<Prometheus> {
  private static final int PORT = 9090;
  private static final String HOME = "/etc/prometheus/";
  private static final String RULES = HOME + "rules.yml";
  private static final String NO_RULES = "groups: []\n";
  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
  private static final JsonMapper JSON = new JsonMapper();

  private final Toxiproxy toxiproxy;
  private final int lane;
  private final Box box;
  private final HttpClient http = HttpClient.newHttpClient();

  PrometheusNode(Ground ground) {
    toxiproxy = ground.toxiproxy().get();
    lane = toxiproxy.reserve();
    box =
        new Box("prometheus", Images.of("prometheus"), ground)
            .withExposedPorts(PORT)
            .withCopyToContainer(Transferable.of(configuration()), HOME + "prometheus.yml")
            .withCommand(
                "--config.file=" + HOME + "prometheus.yml",
                "--storage.tsdb.path=/prometheus",
                "--web.enable-lifecycle", // rules come with an arm
                "--web.enable-admin-api", // its series go with it
                // Five seconds as it comes, on top of those of the discovery itself.
                "--scrape.discovery-reload-interval=100ms")
            .waitingFor(
                Wait.forLogMessage(".*ready to receive web requests.*\\s", 1)
                    .withStartupTimeout(READY));
  }

  @Override
  public void start() {
    box.start();
    Awaitility.await("the first scrape, in vain, of a lane that leads nowhere")
        .atMost(READY)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(() -> !query("up").isEmpty());
  }

  @Override
  public boolean running() {
    return box.isRunning();
  }

  @Override
  public Prometheus lease(String arm) {
    post("/api/v1/admin/tsdb/delete_series?match[]=" + encoded("{__name__=~\".+\"}"));
    return new Prometheus(this);
  }

  /** Puts an application at the end of the lane: it is scraped from now on. */
  Link scrape(Upstream application) {
    return toxiproxy.open(lane, application);
  }

  /** Nothing is scraped any more, and no rule is evaluated. */
  void rest(Link application) {
    toxiproxy.shut(application);
    load(NO_RULES);
  }

  /**
   * Evaluates these rules from now on, instead of any other.
   *
   * @throws IllegalStateException when they are none, with what Prometheus says to them
   */
  void load(String rules) {
    box.copyFileToContainer(Transferable.of(rules), RULES);
    post("/-/reload");
  }

  /** The series that a PromQL expression comes to, as the HTTP interface gives them. */
  JsonNode query(String expression) {
    HttpRequest get =
        HttpRequest.newBuilder(uri("/api/v1/query?query=" + encoded(expression)))
            .timeout(ANSWERS_WITHIN)
            .build();
    return JSON.readTree(answer(get)).path("data").path("result");
  }

  private void post(String path) {
    answer(
        HttpRequest.newBuilder(uri(path))
            .timeout(ANSWERS_WITHIN)
            .POST(BodyPublishers.noBody())
            .build());
  }

  private String answer(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(
            "Prometheus answers %d to %s: %s; the end of its log:%n%s"
                .formatted(response.statusCode(), request.uri(), response.body(), logs()));
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException("Prometheus does not answer " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Prometheus", e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://" + box.getHost() + ":" + box.getMappedPort(PORT) + path);
  }

  private static String encoded(String expression) {
    return URLEncoder.encode(expression, StandardCharsets.UTF_8);
  }

  private String configuration() {
    return """
        global:
          scrape_interval: %1$dms
          scrape_timeout: %1$dms
          evaluation_interval: %1$dms
        rule_files: [%2$s]
        scrape_configs:
          - job_name: application
            static_configs: [{targets: ["toxiproxy:%3$d"]}]
        """
        .formatted(Prometheus.INTERVAL.toMillis(), RULES, lane);
  }

  @Override
  public String logs() {
    return box.tail();
  }

  @Override
  public void close() {
    http.close();
    box.stop();
    toxiproxy.giveBack(lane);
  }
}
