package dev.holdfast.caching.stampede;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one key, and what a reader is to do about it at a given time. One refresh at a
 * time: who is told to begin it holds its lease. Times are nanoseconds of one clock. Thread-safe.
 */
final class FailSafeSlot<V> {
  private final long fresh;
  private final long usable;
  private final long retryAfter;
  private final EarlyRefresh early;
  private @Nullable V value;
  private long loadedAt;
  private long took;
  private @Nullable CompletableFuture<V> attempt;
  private long failedAt;

  FailSafeSlot(FailSafeOptions options) {
    fresh = options.fresh().toNanos();
    usable = fresh + options.stale().toNanos();
    retryAfter = options.retryAfter().toNanos();
    early = options.early();
  }

  /**
   * What a reader finds.
   *
   * @param usable a value that may be given out; null where there is none
   * @param expired whether it is no longer fresh
   * @param attempt the load to wait for, which may have failed already; null where nobody loads
   * @param begins whether it is this reader's to carry out, and to tell {@link #landed} or {@link
   *     #failed}
   */
  record Look<V>(
      @Nullable V usable,
      boolean expired,
      @Nullable CompletableFuture<V> attempt,
      boolean begins) {}

  synchronized Look<V> look(long now) {
    long age = now - loadedAt;
    V found = value != null && age < usable ? value : null;
    boolean expired = found == null || age >= fresh;
    boolean wanted = expired || early.isDue(took, fresh - age);
    boolean begins = wanted && mayBegin(now);
    if (begins) {
      attempt = new CompletableFuture<>();
    }
    return new Look<>(found, expired, attempt, begins);
  }

  /** The load that began then has brought this; its age counts from its beginning. */
  synchronized void landed(V loaded, long began, long now) {
    value = loaded;
    loadedAt = began;
    took = now - began;
    attempt = null;
  }

  /** The load has failed; what waits for it is told by its future, until the next may begin. */
  synchronized void failed(long now) {
    failedAt = now;
  }

  private boolean mayBegin(long now) {
    return attempt == null || (attempt.isCompletedExceptionally() && now - failedAt >= retryAfter);
  }
}
