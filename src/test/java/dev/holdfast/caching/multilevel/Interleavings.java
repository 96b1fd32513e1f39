package dev.holdfast.caching.multilevel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Runs a few tasks in every order that their steps allow. One task runs at a time, from one step to
 * the next: what lies between two steps must be atomic.
 */
final class Interleavings {
  /** Tasks on a state of their own, and what must be true of it once they have ended. */
  record Case(List<Runnable> tasks, Runnable check) {}

  /** Where the next task is chosen, and of how many. */
  private record Choice(int taken, int of) {}

  private final Semaphore stopped = new Semaphore(0);
  private List<Semaphore> turns = List.of();
  private int running;

  /**
   * @param scenario makes the case anew, given what its tasks call before each step
   * @return how many orders there were
   */
  static int explore(Function<Runnable, Case> scenario) {
    List<Choice> order = List.of();
    int explored = 0;
    do {
      var one = new Interleavings();
      Case each = scenario.apply(one::step);
      order = one.run(each.tasks(), order);
      each.check().run();
      explored++;
    } while (!(order = next(order)).isEmpty());
    return explored;
  }

  /** Repeats the order as far as it goes, then takes the first task that is left. */
  private List<Choice> run(List<Runnable> tasks, List<Choice> order) {
    turns = tasks.stream().map(_ -> new Semaphore(0)).toList();
    List<Integer> left = new ArrayList<>(IntStream.range(0, tasks.size()).boxed().toList());
    for (int number = 0; number < tasks.size(); number++) {
      start(number, tasks.get(number), left::remove);
    }
    List<Choice> taken = new ArrayList<>();
    while (!left.isEmpty()) {
      int choice = taken.size() < order.size() ? order.get(taken.size()).taken() : 0;
      taken.add(new Choice(choice, left.size()));
      running = left.get(choice);
      turns.get(running).release();
      stopped.acquireUninterruptibly();
    }
    return taken;
  }

  private void start(int number, Runnable task, Consumer<Object> ended) {
    Thread.ofVirtual()
        .start(
            () -> {
              turns.get(number).acquireUninterruptibly();
              try {
                task.run();
              } finally {
                ended.accept(number);
                stopped.release();
              }
            });
  }

  private void step() {
    int self = running;
    stopped.release();
    turns.get(self).acquireUninterruptibly();
  }

  private static List<Choice> next(List<Choice> order) {
    for (int at = order.size() - 1; at >= 0; at--) {
      Choice last = order.get(at);
      if (last.taken() + 1 < last.of()) {
        List<Choice> next = new ArrayList<>(order.subList(0, at));
        next.add(new Choice(last.taken() + 1, last.of()));
        return next;
      }
    }
    return List.of();
  }
}
