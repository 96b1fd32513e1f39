package dev.holdfast.postgres.pooling;

import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Callers who ask one thing after another, each by a connection of the pool that it gives back. */
final class Visitors implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(20); // spares the machine
  private static final Duration SERVED_WITHIN = Duration.ofSeconds(12); // for a pool that backs off
  private static final Duration WORTH_TELLING = Duration.ofMillis(100); // others crowd the timeline

  private final Pool pool;
  private final History history;
  private final ScheduledExecutorService threads;
  private final List<Future<?>> asking = new ArrayList<>();
  private final List<AtomicLong> longest;
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile boolean ofInterest;

  Visitors(Pool pool, History history, int visitors) {
    this.pool = pool;
    this.history = history;
    this.longest = Stream.generate(AtomicLong::new).limit(visitors).toList();
    this.threads =
        Executors.newScheduledThreadPool(
            visitors, Thread.ofVirtual().name("visitor-", 1).factory());
    for (int visitor = 0; visitor < visitors; visitor++) {
      int number = visitor;
      asking.add(
          threads.scheduleWithFixedDelay(
              () -> ask(number), 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  /** Waits until so many more were served. */
  Visitors goOnFor(int more) {
    int enough = served.get() + more;
    Awaitility.await(more + " more are served")
        .atMost(SERVED_WITHIN)
        .pollInterval(BETWEEN)
        .until(() -> served.get() >= enough);
    return this;
  }

  /** Calls that begin from now on are of interest. */
  void areOfInterest() {
    ofInterest = true;
  }

  /** The longest call of each visitor, of those of interest, whatever it was told. */
  List<Duration> longest() {
    return longest.stream().map(AtomicLong::get).map(Duration::ofNanos).toList();
  }

  int served() {
    return served.get();
  }

  int failed() {
    return failed.get();
  }

  @Override
  public void close() {
    asking.forEach(visitor -> visitor.cancel(false));
    threads.close();
  }

  private void ask(int visitor) {
    History.Invocation call = history.invoke("visitor-" + (visitor + 1), "call");
    boolean counts = ofInterest;
    long began = System.nanoTime();
    String refusal = null;
    try (Connection connection = pool.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      served.incrementAndGet();
    } catch (SQLException e) {
      failed.incrementAndGet();
      refusal = e.getMessage();
    }
    long took = System.nanoTime() - began;
    if (counts) {
      longest.get(visitor).accumulateAndGet(took, Math::max);
    }
    if (refusal != null) {
      call.failed(refusal);
    } else if (took > WORTH_TELLING.toNanos()) {
      call.ok("after " + Duration.ofNanos(took).toMillis() + " ms");
    }
  }
}
