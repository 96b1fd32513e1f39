package dev.holdfast.caching.stampede;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A load under way, and those who wait for it. It lands or it is given up, and only one of the two:
 * whoever comes second is not heard. Thread-safe.
 */
final class Flight<V> {
  private final Object key;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CompletableFuture<V> answer = new CompletableFuture<>();

  Flight(Object key) {
    this.key = key;
  }

  /** Whether it is still open, and from now on the caller's to land or to give up. */
  boolean end() {
    return ended.compareAndSet(false, true);
  }

  void landed(V value) {
    answer.complete(value);
  }

  void failed(Throwable cause) {
    answer.completeExceptionally(cause);
  }

  void whenTold(Runnable then) {
    CompletableFuture<V> _ = answer.whenComplete((_, _) -> then.run());
  }

  V await() throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new LoadException(key, e.getCause());
    }
  }

  /** The answer in a future of the caller's own: to complete it is nobody else's loss. */
  CompletableFuture<V> own() {
    return answer.exceptionallyCompose(
        cause -> CompletableFuture.failedFuture(new LoadException(key, cause)));
  }
}
