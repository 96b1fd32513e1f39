package dev.holdfast;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a component waits between two tries; injected, so that a test decides what time means. */
@FunctionalInterface
public interface Pause {
  void await(Duration duration) throws InterruptedException;

  /**
   * A wait that the time or an interrupt ends, and nothing else: no monitor or carrier thread is
   * held.
   */
  static Pause interruptible() {
    return duration -> {
      var never = new CountDownLatch(1);
      if (never.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("nobody counts this latch down");
      }
    };
  }
}
