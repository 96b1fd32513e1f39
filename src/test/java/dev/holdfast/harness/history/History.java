package dev.holdfast.harness.history;

import dev.holdfast.harness.history.Operation.Told;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one arm, on one clock: operations of clients, windows of faults. Thread-safe.
 */
public final class History {
  private volatile long origin = System.nanoTime();
  private final List<Operation> operations = new ArrayList<>();
  private final List<Window> windows = new ArrayList<>();

  /** Begins the arm's clock: its scenario starts now. Called by the harness. */
  public void begin() {
    origin = System.nanoTime();
  }

  /** Nanoseconds since the scenario began. */
  public long now() {
    return System.nanoTime() - origin;
  }

  /** Records an operation as invoked now; the answer is told to what is returned, once. */
  public Invocation invoke(String process, String action) {
    return new Invocation(process, action, now());
  }

  /**
   * Records a call: OK with its result, or INDETERMINATE with what it threw, which is passed on. A
   * write that {@link Checkers} are to judge needs {@link #invoke}: its value is known beforehand,
   * and counts when it throws.
   */
  public <T> T call(String process, String action, Callable<T> call) throws Exception {
    Invocation invocation = invoke(process, action);
    try {
      T result = call.call();
      invocation.ok(String.valueOf(result));
      return result;
    } catch (Throwable e) {
      invocation.indeterminate(e.toString());
      throw e;
    }
  }

  /** Records a window that ends now. */
  public void window(String fault, String on, long from, boolean real) {
    synchronized (this) {
      windows.add(new Window(fault, on, from, now(), real));
    }
  }

  /** The operations so far, by the time of their invocation. */
  public synchronized List<Operation> operations() {
    return operations.stream().sorted(Comparator.comparingLong(Operation::invoked)).toList();
  }

  /** The operations so far with this action. */
  public List<Operation> operations(String action) {
    return operations().stream().filter(operation -> operation.action().equals(action)).toList();
  }

  public synchronized List<Window> windows() {
    return List.copyOf(windows);
  }

  /** An operation that has been invoked and waits for its answer. */
  public final class Invocation {
    private final String process;
    private final String action;
    private final long invoked;
    private boolean answered;

    private Invocation(String process, String action, long invoked) {
      this.process = process;
      this.action = action;
      this.invoked = invoked;
    }

    public void ok(@Nullable String value) {
      end(value, Told.OK);
    }

    public void failed(@Nullable String value) {
      end(value, Told.FAILED);
    }

    public void indeterminate(@Nullable String value) {
      end(value, Told.INDETERMINATE);
    }

    private void end(@Nullable String value, Told told) {
      Operation operation = new Operation(process, action, value, invoked, now(), told);
      synchronized (History.this) {
        if (answered) {
          throw new IllegalStateException(process + " was told twice about its " + action);
        }
        answered = true;
        operations.add(operation);
      }
    }
  }
}
