package dev.holdfast.caching.stampede;

import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A load that many callers hold a future of, the first of whom may leave before it ends. */
final class SharedLoad {
  static final String KEY = "price";
  static final int CALLERS = 100;

  /** All but the first. */
  static final int OTHERS = CALLERS - 1;

  /**
   * @param left whether the first caller had left before the load ended
   * @param others how many of the others were answered
   * @param loads how often the source was asked, by its own count, for them and for one read more
   */
  record Answers(boolean left, int others, int loads) {}

  interface Leaving {
    void leave(CompletableFuture<String> future) throws Exception;
  }

  private final HeldSource source;
  private final Faults faults;

  SharedLoad(HeldSource source, Faults faults) {
    this.source = source;
    this.faults = faults;
  }

  Answers run(AsyncPrices cache, String how, Leaving leaving) throws Exception {
    source.holdFirst(true);
    List<CompletableFuture<String>> futures =
        IntStream.range(0, CALLERS).mapToObj(_ -> cache.get(KEY)).toList();
    CompletableFuture<String> first = futures.getFirst();
    source.awaitHeld(1);
    try (Fault _ = faults.begin(how, "the first caller", () -> gone(leaving, first))) {
      boolean left = first.isDone();
      source.release();
      int others = 0;
      for (CompletableFuture<String> other : futures.subList(1, CALLERS)) {
        others += soon(other.handle((answer, _) -> answer != null)) ? 1 : 0;
      }
      source.awaitThreadsOfHeld(); // with what it loaded kept, if it is
      soon(cache.get(KEY));
      return new Answers(left, others, source.loads());
    }
  }

  private static AutoCloseable gone(Leaving leaving, CompletableFuture<String> first)
      throws Exception {
    leaving.leave(first);
    return () -> {};
  }

  private static <T> T soon(CompletableFuture<T> future) throws Exception {
    return future.get(HeldSource.SOON.toMillis(), TimeUnit.MILLISECONDS);
  }
}
