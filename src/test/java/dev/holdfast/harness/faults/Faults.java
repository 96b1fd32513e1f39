package dev.holdfast.harness.faults;

import dev.holdfast.harness.history.History;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be done to an arm, over three instruments: Toxiproxy on links, the container
 * engine on victims, and the scenario itself. In calm every call leaves a mark on the timeline and
 * does nothing.
 *
 * <p>One instance an arm. Faults are opened in {@code try}, where they belong in the story; one
 * that is still open when the arm ends is an error. Thread-safe.
 */
public final class Faults {
  /** Any toxic lasts until it is removed; Toxiproxy reads 0 as "never". */
  private static final long NEVER = 0;

  /** Callers of one crowd on the history: more make a timeline no clearer. */
  private static final int MOST_RECORDED = 64;

  private final boolean real;
  private final History history;
  private final Supplier<Toxiproxy> toxiproxy;
  private final List<Link> links = new ArrayList<>();
  private final List<Fault> open = new ArrayList<>();

  public Faults(boolean real, History history, Supplier<Toxiproxy> toxiproxy) {
    this.real = real;
    this.history = history;
    this.toxiproxy = toxiproxy;
  }

  /** A proxy of this arm's own in front of a server. */
  public Link link(Upstream upstream) {
    Link link = toxiproxy.get().open(toxiproxy.get().reserve(), upstream);
    synchronized (this) {
      links.add(link);
    }
    return link;
  }

  // --- links
  // -----------------------------------------------------------------------------------------------------

  /** Delays each answer on the link by this much. */
  public Fault latency(Link link, Duration delay) {
    return latency(link, Direction.DOWN, delay);
  }

  /**
   * Delays what the link carries this way by this much; what was delayed is delivered, at once when
   * the fault ends before: a stall that heals.
   */
  public Fault latency(Link link, Direction direction, Duration delay) {
    return onLink(
        delay.toMillis() + " ms longer " + words(direction),
        link,
        () -> Canary.expectDelay(link, delay),
        () ->
            toxic(
                link,
                direction,
                (name, way) -> link.proxy().toxics().latency(name, way, delay.toMillis())));
  }

  /** Delivers nothing and closes nothing. Ending it closes the connections it silenced. */
  public Fault halfOpen(Link link, Direction direction) {
    return onLink(
        "half-open " + words(direction),
        link,
        () -> Canary.expectSilence(link),
        () ->
            toxic(link, direction, (name, way) -> link.proxy().toxics().timeout(name, way, NEVER)));
  }

  /**
   * Closes each connection of the link once this many more bytes have passed: exactly these pass.
   * Counts from now on, a connection at a time, and hits new connections too. Without a canary,
   * since that would have to know the protocol's lengths.
   */
  public Fault cutAfter(Link link, Direction direction, long bytes) {
    return onLink(
        "cut after " + bytes + " bytes " + words(direction),
        link,
        () -> null,
        () ->
            toxic(
                link, direction, (name, way) -> link.proxy().toxics().limitData(name, way, bytes)));
  }

  /** Resets the link's connections at their next data; a true RST for those opened from now on. */
  public Fault reset(Link link) {
    return onLink(
        "connections are reset",
        link,
        () -> Canary.expectClosed(link),
        () ->
            toxic(
                link,
                Direction.DOWN,
                (name, way) -> link.proxy().toxics().resetPeer(name, way, NEVER)));
  }

  /** Closes every connection of the link and refuses new ones. */
  public Fault outage(Link link) {
    return onLink(
        "no connection",
        link,
        () -> Canary.expectClosed(link),
        () -> {
          link.proxy().disable();
          return () -> link.proxy().enable();
        });
  }

  // --- victims
  // ---------------------------------------------------------------------------------------------------

  /** Freezes a container until the fault ends. */
  public Fault pause(Victim victim) {
    return begin(
        "frozen",
        victim.name(),
        () -> {
          victim.pause();
          return victim::resume;
        });
  }

  /** Asks a container's process to end (SIGTERM). */
  public Fault terminate(Victim victim) {
    return signal("asked to end", victim, "SIGTERM");
  }

  /** Ends a container's process without a word (SIGKILL). */
  public Fault kill(Victim victim) {
    return signal("killed", victim, "SIGKILL");
  }

  /** Kills a container and starts it again at once. */
  public Fault restart(Victim victim) {
    return begin(
        "restarted",
        victim.name(),
        () -> {
          victim.signal("SIGKILL");
          victim.restart();
          return () -> {};
        });
  }

  private Fault signal(String name, Victim victim, String signal) {
    return begin(
        name,
        victim.name(),
        () -> {
          victim.signal(signal);
          return () -> {};
        });
  }

  // --- the scenario
  // ----------------------------------------------------------------------------------------------

  /**
   * Whether this arm runs under the fault: for a scenario that has to put its own fault into words.
   */
  public boolean real() {
    return real;
  }

  /** Begins something that lasts until the fault is closed: a transaction that holds a table. */
  public Fault begin(String what, String on, Opening opening) {
    return begin(what, on, opening, () -> null);
  }

  /** The input under the fault instead of the calm one: poison among records. */
  public <T> T instead(String what, T calm, T underFault) {
    history.window(what, "input", history.now(), real);
    return real ? underFault : calm;
  }

  /** Two things at once under the fault, one after the other (the main thing first) in calm. */
  public void alongside(String what, Action other, Action main) throws Exception {
    long from = history.now();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Void> task =
          () -> {
            other.run();
            return null;
          };
      Future<Void> atOnce = real ? threads.submit(task) : null;
      main.run();
      (atOnce == null ? threads.submit(task) : atOnce).get();
    } finally {
      history.window(what, "scenario", from, real);
    }
  }

  /**
   * The same call from many callers: released together under the fault, one after the other in
   * calm. They are on the history, of a large crowd every second, third, … one.
   *
   * @return their answers, by caller
   */
  public <T> List<T> simultaneously(int callers, IntFunction<Callable<T>> call) throws Exception {
    long from = history.now();
    List<T> answers = new ArrayList<>();
    CyclicBarrier together = new CyclicBarrier(callers);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> pending = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        Callable<T> task = call.apply(caller);
        if (caller % Math.ceilDiv(callers, MOST_RECORDED) == 0) {
          String name = "caller-" + caller;
          Callable<T> unrecorded = task;
          task = () -> history.call(name, "call", unrecorded);
        }
        if (real) {
          Callable<T> released = task;
          pending.add(
              threads.submit(
                  () -> {
                    together.await();
                    return released.call();
                  }));
        } else {
          answers.add(task.call());
        }
      }
      for (Future<T> answer : pending) {
        answers.add(answer.get());
      }
    } finally {
      history.window(callers + " callers at once", "scenario", from, real);
    }
    return answers;
  }

  // --- the harness
  // -----------------------------------------------------------------------------------------------

  /** The faults that nobody has ended. */
  public synchronized List<String> leftOpen() {
    return open.stream().map(Fault::toString).toList();
  }

  /**
   * Closes every proxy of the arm with its connections, whatever state they are in. Called by the
   * harness.
   */
  public synchronized void closeLinks() {
    open.clear();
    for (Link link : links) {
      toxiproxy.get().shut(link);
      toxiproxy.get().giveBack(link.listens());
    }
    links.clear();
  }

  History history() {
    return history;
  }

  synchronized void closed(Fault fault, String name, String on, long from, boolean wasReal) {
    open.remove(fault);
    history.window(name, on, from, wasReal);
  }

  private Fault onLink(String name, Link link, Supplier<@Nullable Canary> canary, Opening opening) {
    if (real) {
      Canary.mustPass(link);
    }
    return begin(name, link.toString(), opening, canary);
  }

  private Fault begin(String name, String on, Opening opening, Supplier<@Nullable Canary> canary) {
    try {
      AutoCloseable undo = real ? opening.open() : () -> {};
      Fault fault = new Fault(this, name, on, real, undo, real ? canary.get() : null);
      synchronized (this) {
        open.add(fault);
      }
      return fault;
    } catch (IOException e) {
      throw new UncheckedIOException("could not begin " + name + " on " + on, e);
    } catch (Exception e) {
      throw new IllegalStateException("could not begin " + name + " on " + on, e);
    }
  }

  /**
   * One request a toxic, with all its attributes, so that none exists half-made; both ways are two
   * toxics, upstream first.
   */
  private static AutoCloseable toxic(Link link, Direction direction, Toxic toxic)
      throws IOException {
    List<String> names = new ArrayList<>();
    if (direction != Direction.DOWN) {
      toxic.create("up", ToxicDirection.UPSTREAM);
      names.add("up");
    }
    if (direction != Direction.UP) {
      toxic.create("down", ToxicDirection.DOWNSTREAM);
      names.add("down");
    }
    return () -> {
      for (String name : names) {
        link.proxy().toxics().get(name).remove();
      }
    };
  }

  private static String words(Direction direction) {
    return switch (direction) {
      case UP -> "towards the server";
      case DOWN -> "towards the client";
      case BOTH -> "both ways";
    };
  }

  private interface Toxic {
    Object create(String name, ToxicDirection way) throws IOException;
  }

  /** Begins a fault and says how to end it. */
  public interface Opening {
    AutoCloseable open() throws Exception;
  }

  /** Something to do that may throw. */
  public interface Action {
    void run() throws Exception;
  }
}
