package dev.holdfast.caching.stampede;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Callers that come together in every arm: the load of the scenario, and not its fault. */
final class Rush {
  /** How many were answered; a call that failed is not. */
  static int answered(int callers, IntFunction<Callable<String>> call) throws InterruptedException {
    var start = new CyclicBarrier(callers);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> calls = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        Callable<String> own = call.apply(caller);
        calls.add(
            threads.submit(
                () -> {
                  start.await();
                  return own.call();
                }));
      }
      int answered = 0;
      for (Future<String> answer : calls) {
        answered += isAnswered(answer) ? 1 : 0;
      }
      return answered;
    }
  }

  private static boolean isAnswered(Future<String> answer) throws InterruptedException {
    try {
      return !answer.get().isEmpty();
    } catch (ExecutionException _) {
      return false;
    }
  }

  private Rush() {}
}
