package dev.holdfast.caching.patterns;

import dev.holdfast.caching.Clients;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Two processes' writers of one log. The first stops, with writes that it has taken, on its way to
 * the store, until it is let go on.
 */
final class TwoWriters implements AutoCloseable {
  static final int KEYS = 10; // of each kind: changed, and removed

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int SEVERAL = 5; // flushes: one takes all that a writer may have
  private static final int CAPACITY = 10 * KEYS;

  private final Clients clients = new Clients();
  private final WriteBehindOptions options;
  private final WriteLog log;
  private final Flusher second;
  private final CountDownLatch taken = new CountDownLatch(1);
  private final CountDownLatch paused;
  private final FutureTask<Boolean> first;

  /** A log as one process has it. */
  interface Logs {
    WriteLog of(
        StatefulRedisConnection<String, String> connection,
        String name,
        WriteBehindOptions options);
  }

  /**
   * @param claim how long the first is silent until it is replaced
   * @param pause whether the first stops at all
   */
  TwoWriters(Redis redis, Logs logs, Sink sink, Duration claim, boolean pause) {
    String name = redis.key("writes");
    options = new WriteBehindOptions(1, CAPACITY, CAPACITY, Duration.ofMillis(1), claim, 1);
    log = logs.of(clients.connect(redis.uri()), name, options);
    second = flusher(log, sink);
    paused = new CountDownLatch(pause ? 1 : 0);
    Flusher stopping =
        flusher(
            logs.of(clients.connect(redis.uri()), name, options),
            writes -> {
              taken.countDown();
              var _ = paused.await(SOON.toMillis(), TimeUnit.MILLISECONDS);
              sink.write(writes);
            });
    first = new FutureTask<>(stopping::flush);
  }

  /** The first takes old values; when it does not stop, it stores them. */
  void firstTakes() throws Exception {
    append("old", "old");
    Thread.ofVirtual().start(first);
    taken.await();
    if (paused.getCount() == 0) {
      var _ = first.get();
    }
  }

  /** New values for half of the keys; the others are removed. */
  void newValues() {
    append("new", null);
  }

  /** The second does what it may. */
  void secondFlushes() throws InterruptedException {
    for (int i = 0; i < SEVERAL; i++) {
      var _ = second.flush();
    }
  }

  /** The second goes on until no write waits. */
  void secondDrains() {
    Awaitility.await("that no write waits")
        .atMost(SOON)
        .until(
            () -> {
              var _ = second.flush();
              return log.depth() == 0;
            });
  }

  /** Whether the first still has what it took, and has not stored it. */
  boolean firstIsPaused() {
    return !first.isDone();
  }

  void firstGoesOn() throws Exception {
    paused.countDown();
    var _ = first.get();
  }

  private void append(String changed, @Nullable String removed) {
    for (int i = 0; i < KEYS; i++) {
      log.append("changed-" + i, changed);
      log.append("removed-" + i, removed);
    }
  }

  private Flusher flusher(WriteLog writes, Sink sink) {
    var meters = new WriteBehindMeters("log", writes, Clock.systemUTC(), new SimpleMeterRegistry());
    return new Flusher(writes, sink, options, meters);
  }

  @Override
  public void close() {
    paused.countDown();
    clients.close();
  }
}
