package dev.holdfast.caching.locking;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Renews a lock while its holder works, three times a lease; and when it cannot, tells the holder
 * before the lease ends, so that nobody works on believing that he is alone.
 *
 * <p>Time is counted from before the last renewal that was answered, by the holder's own clock: the
 * lease ends in Redis no sooner. Limits: a process that is paused is told when it wakes, which may
 * be too late: hence the {@link Fence}; the driver's time-out must be shorter than a third of the
 * lease. Thread-safe. {@code onLost} is called once, on the scheduler's thread. Source: Chubby
 * (Burrows, OSDI 2006), section 2.8, jeopardy.
 */
public final class LeaseKeeper implements AutoCloseable {
  private static final int RENEWALS = 3; // a lease

  private final FencedLock.Held held;
  private final long lease;
  private final LongSupplier nanoTime;
  private final Runnable onLost;
  private final long period;
  private @Nullable ScheduledFuture<?> rounds;
  private long heldSince;
  private boolean over;

  private LeaseKeeper(
      FencedLock.Held held, Duration lease, LongSupplier nanoTime, Runnable onLost) {
    this.held = held;
    this.lease = lease.toNanos();
    this.nanoTime = nanoTime;
    this.onLost = onLost;
    this.period = this.lease / RENEWALS;
  }

  /**
   * Keeps a lock from now on, beginning with a renewal.
   *
   * @param lease of the lock
   * @param nanoTime {@code System::nanoTime}, or a test's own
   * @param onLost what to do when the lock may be another's soon: stop
   */
  public static LeaseKeeper start(
      FencedLock.Held held,
      Duration lease,
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime,
      Runnable onLost) {
    LeaseKeeper keeper = new LeaseKeeper(held, lease, nanoTime, onLost);
    keeper.start(scheduler);
    return keeper;
  }

  private synchronized void start(ScheduledExecutorService scheduler) {
    heldSince = nanoTime.getAsLong();
    round();
    rounds = scheduler.scheduleWithFixedDelay(this::round, period, period, TimeUnit.NANOSECONDS);
  }

  private synchronized void round() {
    if (over) {
      return;
    }
    long asked = nanoTime.getAsLong();
    Boolean renewed = renewed();
    if (Boolean.TRUE.equals(renewed)) {
      heldSince = asked;
    } else if (renewed != null || tooLateForAnother()) {
      over = true;
      onLost.run();
    }
  }

  /** Null when nobody knows. */
  private @Nullable Boolean renewed() {
    try {
      return held.renew();
    } catch (RedisException _) {
      return null;
    }
  }

  /** Whether the lease could end before the next round is over. */
  private boolean tooLateForAnother() {
    return nanoTime.getAsLong() - heldSince + 2 * period > lease;
  }

  /** Renews it no more; the holder still unlocks. */
  @Override
  public synchronized void close() {
    over = true;
    if (rounds != null) {
      rounds.cancel(false);
    }
  }
}
