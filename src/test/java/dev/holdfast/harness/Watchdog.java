package dev.holdfast.harness;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs an arm on a thread of its own, and gives it up at its limit: a thread dump, the proxies
 * closed, the thread interrupted.
 */
final class Watchdog {
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final int FRAMES = 12;

  private final String name;
  private final Duration limit;
  private final Runnable release;

  /**
   * @param release frees what the arm may be waiting for: closes its proxies
   */
  Watchdog(String name, Duration limit, Runnable release) {
    this.name = name;
    this.limit = limit;
    this.release = release;
  }

  /**
   * @throws TimeoutException at the limit; its message holds the thread dump
   */
  <T> T guard(Work<T> work) throws Throwable {
    CompletableFuture<T> end = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("arm " + name)
            .start(
                () -> {
                  try {
                    end.complete(work.run());
                  } catch (Throwable e) {
                    end.completeExceptionally(e);
                  }
                });
    try {
      return end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      String dump = dump();
      release.run();
      thread.interrupt();
      thread.join(GRACE);
      String after = thread.isAlive() ? ", and runs on although it was interrupted" : "";
      throw new TimeoutException(
          "the arm met its limit of %d s%s; threads then:\n%s"
              .formatted(limit.toSeconds(), after, dump));
    } catch (ExecutionException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /** The stacks of the threads that are in the project's code. */
  private static String dump() {
    StringBuilder dump = new StringBuilder();
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      StackTraceElement[] stack = entry.getValue();
      boolean ours =
          java.util.Arrays.stream(stack)
              .anyMatch(frame -> frame.getClassName().startsWith("dev.holdfast"));
      if (ours && entry.getKey() != Thread.currentThread()) {
        dump.append(entry.getKey().getName())
            .append(' ')
            .append(entry.getKey().getState())
            .append('\n');
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
          dump.append("    ").append(stack[i]).append('\n');
        }
      }
    }
    return dump.toString();
  }

  /** What is watched; it may throw anything. */
  interface Work<T> {
    T run() throws Throwable;
  }
}
