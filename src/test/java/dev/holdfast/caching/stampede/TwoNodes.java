package dev.holdfast.caching.stampede;

import dev.holdfast.caching.Clients;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Two nodes of one cache. The leader asks first, and reaches Redis by a link that can be broken;
 * its successor goes straight there.
 */
final class TwoNodes implements AutoCloseable {
  /** No answer in calm takes as long on one host. */
  private static final Duration SILENCE = Duration.ofMillis(250);

  private static final String NOTHING = "";

  private final History history;
  private final Origin origin;
  private final Link link;
  private final Clients clients = new Clients();
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<String>> leading = new ArrayList<>();
  private final StatefulRedisConnection<String, String> leaderRedis;
  private final PriceCache leader;
  private final PriceCache successor;

  /** How a node keeps its leases. */
  interface Leases
      extends BiFunction<StatefulRedisConnection<String, String>, LeaseOptions, LeaseStore> {}

  TwoNodes(LeaseOptions options, Leases leases, Redis redis, Faults faults, History history) {
    this.history = history;
    origin = new Origin(history);
    link = faults.link(redis.upstream());
    leaderRedis = clients.connect(redis.uri(link));
    leader = node(options, leases.apply(leaderRedis, options));
    successor = node(options, leases.apply(clients.connect(redis.uri()), options));
  }

  Origin origin() {
    return origin;
  }

  Link leadersLink() {
    return link;
  }

  /** The leader begins; {@link #awaitLeader} says when its calls have ended. */
  void leaderAsks(String key) {
    leading.add(calls.submit(() -> ask("leader", leader, key)));
  }

  Future<String> successorAsks(String key) {
    return calls.submit(() -> ask("successor", successor, key));
  }

  /** Whether a command on the leader's own connection is answered. */
  boolean leaderReachesRedis() throws InterruptedException {
    return leaderRedis.async().ping().await(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  void awaitLeader() throws InterruptedException, ExecutionException {
    for (Future<String> call : leading) {
      call.get();
    }
  }

  @Override
  public void close() {
    clients.close();
    calls.close();
    origin.close();
  }

  private PriceCache node(LeaseOptions options, LeaseStore store) {
    var meters = new SimpleMeterRegistry();
    var cache = new LeaseCache("prices", store, options, meters, System::nanoTime);
    return key -> cache.get(key, () -> origin.load(key));
  }

  /** The answer, or nothing: a load that failed, or a wait that was given up, is an observation. */
  private String ask(String name, PriceCache node, String key) throws Exception {
    History.Invocation call = history.invoke(name, "get");
    try {
      String answer = node.get(key);
      call.ok(answer);
      return answer;
    } catch (LoadException e) {
      call.failed(e.getMessage());
      return NOTHING;
    }
  }
}
