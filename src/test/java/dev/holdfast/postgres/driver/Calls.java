package dev.holdfast.postgres.driver;

import dev.holdfast.harness.history.History;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A call from each of so many callers, on a thread of its own, and what each was told when. */
final class Calls implements AutoCloseable {
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<Told>> calls = new ArrayList<>();

  Calls(History history, int callers, Call call) {
    for (int caller = 0; caller < callers; caller++) {
      int number = caller;
      calls.add(this.callers.submit(() -> told(history, number, call)));
    }
  }

  boolean allTold() {
    return calls.stream().allMatch(Future::isDone);
  }

  /** Waits for the last of them. */
  List<Told> await() throws InterruptedException, ExecutionException {
    List<Told> all = new ArrayList<>();
    for (Future<Told> call : calls) {
      all.add(call.get());
    }
    return all;
  }

  @Override
  public void close() {
    callers.close();
  }

  private static Told told(History history, int caller, Call call) {
    History.Invocation invocation = history.invoke("caller-" + (caller + 1), "call");
    try {
      call.by(caller);
      invocation.ok("done");
      return new Told(true, System.nanoTime());
    } catch (SQLException e) {
      invocation.indeterminate(e.getSQLState() + " " + e.getMessage());
      return new Told(false, System.nanoTime());
    }
  }

  /** What each caller does; an SQLException is an answer too. */
  interface Call {
    void by(int caller) throws SQLException;
  }

  /**
   * @param done or it was told of an error
   * @param at when it was told
   */
  record Told(boolean done, long at) {
    Duration since(long began) {
      return Duration.ofNanos(at - began);
    }
  }
}
