package dev.holdfast.harness;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Runs an arm on a thread of its own, and gives it up at its limit: a thread dump, the proxies
 * closed, the thread interrupted.
 */
final class Watchdog {
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final int FRAMES = 16;
  private static final int MOST_THREADS = 12;

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
      String after = released();
      thread.interrupt();
      thread.join(GRACE);
      after += thread.isAlive() ? ", and runs on although it was interrupted" : "";
      throw new TimeoutException(
          "the arm met its limit of %d s%s; threads then:\n%s"
              .formatted(limit.toSeconds(), after, dump));
    } catch (ExecutionException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private String released() {
    try {
      release.run();
      return "";
    } catch (RuntimeException e) {
      return ", and could not be released (" + e + ")";
    }
  }

  /** The stacks of the threads that are in the project's code, virtual ones too. */
  private static String dump() throws IOException {
    Path file = Files.createTempDirectory("holdfast").resolve("threads");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
      return Arrays.stream(Files.readString(file).split("\\R\\R", -1))
          .filter(stack -> stack.contains("dev.holdfast") && !stack.contains("Watchdog.dump"))
          .limit(MOST_THREADS)
          .map(stack -> stack.lines().limit(FRAMES).collect(Collectors.joining("\n")))
          .collect(Collectors.joining("\n"));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(file.getParent());
    }
  }

  /** What is watched; it may throw anything. */
  interface Work<T> {
    T run() throws Throwable;
  }
}
