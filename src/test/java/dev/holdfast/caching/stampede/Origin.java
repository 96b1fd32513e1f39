package dev.holdfast.caching.stampede;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.serviceUnavailable;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.holdfast.harness.history.History;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What a cache is there to spare: an HTTP server that counts what reaches it.
 *
 * <p>It answers a key with {@code key@1}, then {@code key@2}, and so on: a value tells which load
 * it came from.
 */
final class Origin implements AutoCloseable {
  /** One for every caller of the largest crowd, and some for the server itself. */
  private static final int THREADS = 256;

  /** Loads of one key that a timeline shows: enough to see a stampede, few enough to draw. */
  private static final int SHOWN = 20;

  /** A held load is answered in the end, so that a scenario that forgot it does not hang. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final History history;
  private final WireMockServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger waitedTogether = new AtomicInteger();
  private volatile Duration slow = Duration.ZERO;

  Origin(History history) {
    this.history = history;
    server =
        new WireMockServer(
            options()
                .dynamicPort()
                .containerThreads(THREADS)
                .jettyAcceptQueueSize(THREADS)
                .disableRequestJournal()
                .extensions(new Answers()));
    server.start();
    server.stubFor(any(anyUrl()).willReturn(ok()));
  }

  /** From now on every answer takes this long. */
  void answersAfter(Duration slow) {
    this.slow = slow;
  }

  /** From now on the answers for this key are withheld until they are released. */
  void hold(String key) {
    held.put(key, new CountDownLatch(1));
  }

  /** Answers the loads of a key that were held, and those to come. */
  void release(String key) {
    CountDownLatch gate = held.remove(key);
    if (gate != null) {
      gate.countDown();
    }
  }

  /** The first load of this key fails, once it is answered. */
  void failsFirst(String key) {
    failing.add(key);
  }

  /** Until it has been asked for this key so many times. */
  void awaitLoads(String key, int number) {
    Awaitility.await("load " + number + " of " + key)
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(() -> loads(key) >= number);
  }

  /** Asks it: one HTTP request. */
  String load(String key) throws IOException, InterruptedException {
    URI uri = URI.create(server.baseUrl() + "/" + key);
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("the origin answered " + answer.statusCode());
    }
    return answer.body();
  }

  /** The same call of the cache, counted among those that wait while it lasts. */
  <T> Callable<T> seen(Callable<T> call) {
    return () -> {
      waiting.incrementAndGet();
      try {
        return call.call();
      } finally {
        waiting.decrementAndGet();
      }
    };
  }

  /** How often it was asked. */
  int loads() {
    return loads.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** How often it was asked for this key. */
  int loads(String key) {
    AtomicInteger number = loads.get(key);
    return number == null ? 0 : number.get();
  }

  /** Whether a value is that of the last load of its key. */
  boolean isNewest(@Nullable String value, String key) {
    return loadOf(value) == loads(key);
  }

  /** How many of the answers are values of this key. */
  static int valuesOf(String key, List<String> answers) {
    return (int) answers.stream().filter(answer -> answer.startsWith(key + "@")).count();
  }

  /** Which load of its key a value came from; 0 if it is none of its values. */
  static int loadOf(@Nullable String value) {
    return value == null || !value.contains("@")
        ? 0
        : Integer.parseInt(value.substring(value.lastIndexOf('@') + 1));
  }

  /** The most callers that were waiting when it gave an answer. */
  int waitedTogether() {
    return waitedTogether.get();
  }

  @Override
  public void close() {
    held.keySet().forEach(this::release);
    client.shutdownNow();
    server.stop();
  }

  private ResponseDefinition answer(String key) throws InterruptedException {
    // Which gate a load waits at is settled before anyone can count it.
    CountDownLatch gate = held.get(key);
    int number = loads.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
    History.Invocation load = history.invoke("origin", "load");
    if (gate != null) {
      gate.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      never.await(slow.toMillis(), TimeUnit.MILLISECONDS);
    }
    waitedTogether.accumulateAndGet(waiting.get(), Math::max);
    if (failing.remove(key)) {
      load.failed(key + "@" + number);
      return serverError().build();
    }
    if (number <= SHOWN) {
      load.ok(key + "@" + number);
    }
    return ok(key + "@" + number).build();
  }

  private final class Answers implements ResponseDefinitionTransformerV2 {
    @Override
    public ResponseDefinition transform(ServeEvent event) {
      try {
        return answer(event.getRequest().getUrl().substring(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return serviceUnavailable().build();
      }
    }

    @Override
    public String getName() {
      return "answers";
    }
  }
}
