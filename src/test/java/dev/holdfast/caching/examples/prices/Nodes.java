package dev.holdfast.caching.examples.prices;

import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three processes of the prices, each with a push link of its own, and what they are asked over
 * HTTP, on the arm's history.
 */
final class Nodes implements AutoCloseable {
  static final List<String> NAMES = List.of("node-1", "node-2", "node-3");

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration SERVES_WITHIN = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final Duration QUIET = Duration.ofMillis(50); // far longer than a message takes
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final History history;
  private final List<Link> push = new ArrayList<>();
  private final List<AppProcess> nodes;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();

  Nodes(
      Postgres postgres,
      Redis redis,
      Faults faults,
      Processes processes,
      History history,
      Class<?> main) {
    this.history = history;
    Link data = faults.link(redis.upstream());
    NAMES.forEach(_ -> push.add(faults.link(redis.upstream())));
    nodes =
        processes.startEach(
            NAMES,
            main,
            NodeMain.PORT,
            Stream.concat(
                    Stream.of(database(postgres)),
                    Stream.concat(Stream.of(data), push.stream())
                        .map(link -> "redis://" + link.inside()))
                .toArray(String[]::new));
  }

  /** The link by which a node hears. */
  Link push(int node) {
    return push.get(node);
  }

  /** Waits until each node keeps what it reads, as far as it knows. */
  void awaitServing() {
    Awaitility.await("near caches in service")
        .atMost(SERVES_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(
            () -> {
              for (int node = 0; node < NAMES.size(); node++) {
                if (figure(node, "cache.near.serving") == 0) {
                  return false;
                }
              }
              return true;
            });
  }

  /** Of how many writes it heard. */
  int heard(int node) throws IOException, InterruptedException {
    return JSON.readValue(send(request(node, "/heard").build()).body(), Integer.class);
  }

  /** Of how many writes all of them heard, once no more are told of. */
  int heard() {
    var last = new AtomicInteger(-1);
    Awaitility.await("no more to be heard of")
        .pollDelay(Duration.ZERO)
        .pollInterval(QUIET)
        .until(() -> last.getAndSet(sum()) == last.get());
    return last.get();
  }

  /** Whether the read was answered. */
  boolean read(String who, int node, int id) throws InterruptedException {
    return told(
        history.invoke(who, BoundedStaleness.READ + id), request(node, "/prices/" + id).build());
  }

  /** Whether the write was acknowledged. */
  boolean write(String who, int node, int id, long cents) throws InterruptedException {
    return told(
        history.invoke(who, BoundedStaleness.WRITE + id),
        request(node, "/prices/" + id)
            .PUT(BodyPublishers.ofString("{\"cents\": " + cents + "}"))
            .build());
  }

  @Override
  public void close() {
    http.close();
  }

  private boolean told(History.Invocation invocation, HttpRequest request)
      throws InterruptedException {
    try {
      HttpResponse<String> answer = send(request);
      if (answer.statusCode() == 200) {
        long version = JSON.readTree(answer.body()).get("version").asLong();
        invocation.ok(Long.toString(version));
        return true;
      }
      invocation.indeterminate(answer.statusCode() + " " + answer.body());
    } catch (IOException e) {
      invocation.indeterminate(e.toString());
    }
    return false;
  }

  private double figure(int node, String name) throws IOException, InterruptedException {
    return JSON.readTree(send(request(node, "/figures").build()).body()).get(name).asDouble();
  }

  private HttpRequest.Builder request(int node, String path) {
    AppProcess process = nodes.get(node);
    return HttpRequest.newBuilder(
            URI.create("http://%s:%d%s".formatted(process.host(), process.port(), path)))
        .timeout(ANSWER);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  private int sum() throws IOException, InterruptedException {
    int sum = 0;
    for (int node = 0; node < NAMES.size(); node++) {
      sum += heard(node);
    }
    return sum;
  }

  private static String database(Postgres postgres) {
    PGSimpleDataSource source = postgres.dataSource();
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(
            postgres.upstream().host(),
            postgres.upstream().port(),
            source.getDatabaseName(),
            source.getUser(),
            source.getPassword());
  }
}
