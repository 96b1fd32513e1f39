package dev.holdfast.harness;

import dev.holdfast.harness.evidence.Manifest.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notices when the harness's own JVM or host stood still, as a tick that came late: a reader can
 * then discount what it measured.
 */
final class Pauses {
  private static final Duration TICK = Duration.ofMillis(20);
  private static final Duration WORTH_TELLING = Duration.ofMillis(100);

  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("pauses").factory());
  private final List<Pause> pauses = new ArrayList<>();
  private final long began = System.nanoTime();
  private long last = began;

  Pauses() {
    var ticking =
        ticker.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    if (ticking.isDone()) {
      throw new IllegalStateException("the pause recorder did not start");
    }
  }

  private synchronized void tick() {
    long now = System.nanoTime();
    Duration late = Duration.ofNanos(now - last).minus(TICK);
    if (late.compareTo(WORTH_TELLING) > 0) {
      pauses.add(new Pause((last - began) / 1e9, late.toMillis()));
    }
    last = now;
  }

  /** Seconds since it began. */
  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Ends the watch, and tells every pause that it saw. */
  synchronized List<Pause> close() {
    ticker.shutdownNow();
    return List.copyOf(pauses);
  }
}
