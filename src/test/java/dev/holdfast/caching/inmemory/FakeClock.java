package dev.holdfast.caching.inmemory;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Time that passes when it is told to; what is due by then is done on the way. Not thread-safe. */
final class FakeClock implements Ticker, Scheduler {
  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private long now;

  @Override
  public long read() {
    return now;
  }

  @Override
  public Future<?> schedule(Executor executor, Runnable command, long delay, TimeUnit unit) {
    var done = new CompletableFuture<@Nullable Void>();
    due.add(
        new Due(
            now + unit.toNanos(delay),
            () -> {
              if (!done.isDone()) {
                executor.execute(command);
                done.complete(null);
              }
            }));
    return done;
  }

  void advance(Duration by) {
    long until = now + by.toNanos();
    while (!due.isEmpty() && due.element().at() <= until) {
      Due next = due.remove();
      now = Math.max(now, next.at());
      next.task().run();
    }
    now = until;
  }

  private record Due(long at, Runnable task) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return Long.compare(at, other.at);
    }
  }
}
