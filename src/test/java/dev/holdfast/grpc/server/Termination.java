package dev.holdfast.grpc.server;

import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.history.History;
import java.time.Duration;

/** The SIGTERM that a platform sends before it replaces a server; here part of the scenario. */
final class Termination {
  private final AppProcess process;
  private final History.Invocation invocation;
  private final long sent = System.nanoTime();

  private Termination(AppProcess process, History history) {
    this.process = process;
    this.invocation = history.invoke(process.name(), "SIGTERM");
  }

  static Termination of(AppProcess process, History history) {
    Termination termination = new Termination(process, history);
    process.signal("SIGTERM");
    return termination;
  }

  /** Waits for the end, until this much after the signal. */
  Exit awaitExit(Duration patience) {
    boolean ended = process.awaitExit(patience.minus(since())).isPresent();
    Exit exit = new Exit(ended, since());
    if (ended) {
      invocation.ok(exit.toString());
    } else {
      invocation.indeterminate(exit.toString());
    }
    return exit;
  }

  private Duration since() {
    return Duration.ofNanos(System.nanoTime() - sent);
  }
}
