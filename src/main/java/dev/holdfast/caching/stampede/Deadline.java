package dev.holdfast.caching.stampede;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** How long a load may take, and who looks at the clock: injected, so that a test decides. */
@FunctionalInterface
interface Deadline {
  /**
   * Begins now.
   *
   * @param over told once, when it is over, unless it was stopped before
   * @return stops it; does nothing afterwards
   */
  Runnable begin(Consumer<TimeoutException> over);

  static Deadline none() {
    return _ -> () -> {};
  }

  /** By the JDK's timer; tells in the common pool, where pinned virtual threads delay nothing. */
  static Deadline of(Duration limit) {
    if (limit.toMillis() < 1) {
      throw new IllegalArgumentException(
          "deadline is %s: give at least 1 ms, and more than a slow load takes".formatted(limit));
    }
    return over -> {
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      CompletableFuture<Void> _ =
          stopped
              .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
              .exceptionallyAsync(
                  _ -> {
                    over.accept(expired(limit));
                    return null;
                  });
      return () -> stopped.complete(null);
    };
  }

  static TimeoutException expired(Duration limit) {
    return new TimeoutException(
        "given up at its deadline of %d ms: mend the source, or allow a slow load more"
            .formatted(limit.toMillis()));
  }
}
