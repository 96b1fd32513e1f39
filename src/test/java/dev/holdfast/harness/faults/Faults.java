package dev.holdfast.harness.faults;

import dev.holdfast.harness.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
  private final boolean real;
  private final History history;
  private final ScenarioFaults scenario;
  private final Supplier<Toxiproxy> toxiproxy;
  private final List<Link> links = new ArrayList<>();
  private final List<Fault> open = new ArrayList<>();

  public Faults(boolean real, History history, Supplier<Toxiproxy> toxiproxy) {
    this.real = real;
    this.history = history;
    this.scenario = new ScenarioFaults(real, history);
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

  /** Delays each answer on the link by this much. */
  public Fault latency(Link link, Duration delay) {
    return latency(link, Direction.DOWN, delay);
  }

  /**
   * Delays what the link carries this way by this much. What was delayed is delivered, at once if
   * the fault ends before: a stall that heals.
   */
  public Fault latency(Link link, Direction direction, Duration delay) {
    return onLink(
        delay.toMillis() + " ms longer " + LinkFaults.words(direction),
        link,
        () -> Canary.expectDelay(link, delay),
        LinkFaults.latency(link, direction, delay));
  }

  /** Delivers nothing and closes nothing. Ending it closes the connections it silenced. */
  public Fault halfOpen(Link link, Direction direction) {
    String name = "half-open " + LinkFaults.words(direction);
    return onLink(
        name, link, () -> Canary.expectSilence(link), LinkFaults.halfOpen(link, direction));
  }

  /**
   * Closes each connection of the link once this many more bytes have passed: exactly these pass.
   * Counts from now on, a connection at a time, and hits new connections too. Without a canary,
   * since that would have to know the protocol's lengths.
   */
  public Fault cutAfter(Link link, Direction direction, long bytes) {
    String name = "cut after " + bytes + " bytes " + LinkFaults.words(direction);
    return onLink(name, link, () -> null, LinkFaults.cutAfter(link, direction, bytes));
  }

  /** Resets the link's connections at their next data; a true RST for those opened from now on. */
  public Fault reset(Link link) {
    return onLink(
        "connections are reset", link, () -> Canary.expectClosed(link), LinkFaults.reset(link));
  }

  /** Closes every connection of the link and refuses new ones. */
  public Fault outage(Link link) {
    return onLink("no connection", link, () -> Canary.expectClosed(link), LinkFaults.outage(link));
  }

  /** Freezes a container until the fault ends. */
  public Fault pause(Victim victim) {
    return begin("frozen", victim.name(), VictimFaults.pause(victim));
  }

  /** Asks a container's process to end (SIGTERM). */
  public Fault terminate(Victim victim) {
    return begin("asked to end", victim.name(), VictimFaults.signal(victim, "SIGTERM"));
  }

  /** Ends a container's process without a word (SIGKILL). */
  public Fault kill(Victim victim) {
    return begin("killed", victim.name(), VictimFaults.signal(victim, "SIGKILL"));
  }

  /** Kills a container and starts it again at once. */
  public Fault restart(Victim victim) {
    return begin("restarted", victim.name(), VictimFaults.restart(victim));
  }

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
    return scenario.instead(what, calm, underFault);
  }

  /** Two things at once under the fault, one after the other (the main thing first) in calm. */
  public void alongside(String what, Action other, Action main) throws Exception {
    scenario.alongside(what, other, main);
  }

  /**
   * The same call from many callers: released together under the fault, one after the other in
   * calm. Each is on the history.
   *
   * @return their answers, by caller
   */
  public <T> List<T> simultaneously(int callers, IntFunction<Callable<T>> call) throws Exception {
    return scenario.simultaneously(callers, call);
  }

  /** The faults that nobody has ended. */
  public synchronized List<String> leftOpen() {
    return open.stream().map(Fault::toString).toList();
  }

  /** Closes every proxy of the arm with its connections. Called by the harness. */
  public synchronized void closeLinks() {
    open.clear();
    if (links.isEmpty()) {
      return;
    }
    Link link = links.removeLast();
    try {
      toxiproxy.get().shut(link);
      toxiproxy.get().giveBack(link.listens());
    } finally {
      closeLinks(); // one that cannot be closed keeps its port, and is no reason to keep the others
    }
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
    } catch (Exception e) {
      throw new IllegalStateException("could not begin " + name + " on " + on, e);
    }
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
