package dev.holdfast.harness.faults;

import dev.holdfast.harness.faults.Faults.Action;
import dev.holdfast.harness.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The faults that a scenario is itself: what happens at once under the fault, and apart in calm.
 */
record ScenarioFaults(boolean real, History history) {
  /** Callers of one crowd on the history: more make a timeline no clearer. */
  private static final int MOST_RECORDED = 64;

  <T> T instead(String what, T calm, T underFault) {
    history.window(what, "input", history.now(), real);
    return real ? underFault : calm;
  }

  void alongside(String what, Action other, Action main) throws Exception {
    Callable<@Nullable Void> task =
        () -> {
          other.run();
          return null;
        };
    long from = history.now();
    try {
      inThreads(
          threads -> {
            Future<@Nullable Void> atOnce = real ? threads.submit(task) : null;
            main.run();
            return (atOnce == null ? threads.submit(task) : atOnce).get();
          });
    } finally {
      history.window(what, "scenario", from, real);
    }
  }

  <T> List<T> simultaneously(int callers, IntFunction<Callable<T>> call) throws Exception {
    // All made before the first is let go: it would wait for ever for one that cannot be made.
    List<Callable<T>> calls = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      Callable<T> task = call.apply(caller);
      String name = "caller-" + caller;
      boolean recorded = caller % Math.ceilDiv(callers, MOST_RECORDED) == 0;
      calls.add(recorded ? () -> history.call(name, "call", task) : task);
    }
    long from = history.now();
    try {
      return real ? together(calls) : oneByOne(calls);
    } finally {
      history.window(callers + " callers at once", "scenario", from, real);
    }
  }

  private static <T> List<T> oneByOne(List<Callable<T>> calls) throws Exception {
    List<T> answers = new ArrayList<>();
    for (Callable<T> call : calls) {
      answers.add(call.call());
    }
    return answers;
  }

  private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    CyclicBarrier start = new CyclicBarrier(calls.size());
    return inThreads(
        threads -> {
          List<Future<T>> pending = new ArrayList<>();
          for (Callable<T> call : calls) {
            pending.add(
                threads.submit(
                    () -> {
                      start.await();
                      return call.call();
                    }));
          }
          List<T> answers = new ArrayList<>();
          for (Future<T> answer : pending) {
            answers.add(answer.get());
          }
          return answers;
        });
  }

  /** No thread outlives it: closing alone would wait for ever for those that nobody interrupts. */
  private static <T extends @Nullable Object> T inThreads(Story<T> story) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        return story.tell(threads);
      } catch (Throwable e) {
        threads.shutdownNow();
        throw e;
      }
    }
  }

  private interface Story<T extends @Nullable Object> {
    T tell(ExecutorService threads) throws Exception;
  }
}
