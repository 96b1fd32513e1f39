package dev.holdfast.caching.stampede;

import static java.util.concurrent.Future.State.SUCCESS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Callers, each on a thread of its own; for its one scenario thread. */
final class Crowd {
  private static final Set<Thread.State> WAITING =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED);

  private record Caller(Thread thread, FutureTask<String> call) {}

  private final List<Caller> callers = new ArrayList<>();

  void join(int number, Callable<String> call) {
    for (int caller = 0; caller < number; caller++) {
      FutureTask<String> task = new FutureTask<>(call);
      callers.add(new Caller(Thread.ofVirtual().name("caller").start(task), task));
    }
  }

  /** Until every caller waits, for a load or for a lock: whatever the cache makes them wait for. */
  void awaitAllWaiting() {
    Awaitility.await("callers that wait")
        .atMost(HeldSource.SOON)
        .pollInterval(HeldSource.LOOK_EVERY)
        .until(() -> callers.stream().allMatch(each -> WAITING.contains(each.thread().getState())));
  }

  /** Interrupts the first caller, and sees it go. */
  void interruptFirst() throws InterruptedException {
    Thread first = callers.getFirst().thread();
    first.interrupt();
    if (!first.join(HeldSource.SOON)) {
      throw new IllegalStateException("the first caller does not hear its interrupt");
    }
  }

  /** How many have an answer or a failure, once all have or the time is over. */
  int ended(Duration within) {
    try {
      Awaitility.await("callers that end")
          .atMost(within)
          .pollInterval(HeldSource.LOOK_EVERY)
          .until(() -> callers.stream().allMatch(each -> each.call().isDone()));
    } catch (ConditionTimeoutException _) {
      // what is counted now
    }
    return (int) callers.stream().filter(each -> each.call().isDone()).count();
  }

  /** The answers of those who have one, in the order of their coming. */
  List<String> answers() {
    return callers.stream()
        .map(Caller::call)
        .filter(call -> call.state() == SUCCESS)
        .map(FutureTask::resultNow)
        .toList();
  }

  /** Whether the first caller has ended without an answer. */
  boolean firstFailed() {
    FutureTask<String> first = callers.getFirst().call();
    return first.isDone() && first.state() != SUCCESS;
  }
}
