package dev.holdfast.harness.faults;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A fault that is open, from its acknowledged start until {@link #close}; in calm, the mark where
 * it would have been.
 */
public final class Fault implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Faults owner;
  private final String name;
  private final String on;
  private final long from;
  private final boolean real;
  private final AutoCloseable undo;
  private final @Nullable Canary canary;
  private boolean closed;

  Fault(
      Faults owner,
      String name,
      String on,
      boolean real,
      AutoCloseable undo,
      @Nullable Canary canary) {
    this.owner = owner;
    this.name = name;
    this.on = on;
    this.real = real;
    this.undo = undo;
    this.canary = canary;
    this.from = owner.history().now();
  }

  /**
   * Waits until a sign that the victim noticed. In calm it returns at once.
   *
   * @throws org.awaitility.core.ConditionTimeoutException when the sign did not come within the
   *     limit: the arm is inconclusive
   */
  public void awaitFelt(Duration limit, Callable<Boolean> sign) {
    if (real) {
      Awaitility.await(name + " on " + on + " is felt")
          .atMost(limit)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(sign);
    }
  }

  /** Ends the fault; a second call does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (canary != null) {
        canary.mustHaveMet();
      }
    } finally {
      owner.closed(this, name, on, from, real);
      try {
        undo.close();
      } catch (Exception e) {
        throw new IllegalStateException("could not end the fault " + name + " on " + on, e);
      }
    }
  }

  @Override
  public String toString() {
    return name + " on " + on;
  }
}
