package dev.holdfast.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.faults.Upstream.Knock;
import dev.holdfast.harness.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Does a deployment lose calls? */
@Specification(Outline.GRPC_SERVER)
class RollingRestartSpec {

  @Claim(
      says = "Servers that are restarted one after the other under load fail no unary call",
      limit =
          "calls that end within the drain's limit, and a next restart only once the last server"
              + " serves again",
      source = "gRPC documentation, Graceful Shutdown; RFC 9113, section 6.8 (GOAWAY)",
      within = 60,
      flagship = true)
  class ARollingRestartFailsNoCall
      implements Experiment<Class<?>, ARollingRestartFailsNoCall.Load> {
    /** What one server met at its restart, by its own count and by its callers'. */
    record Restart(String server, int inFlight, int failed) {}

    record Load(int completed, int failed, List<Restart> restarts) {}

    static final List<String> SERVERS = List.of("server-1", "server-2", "server-3");
    static final int CALLERS = 120; // about 40 calls in flight on each server at any moment
    static final int CALLS = 2_000;
    static final int SERVES_AGAIN = 20; // calls, not a READY channel: that one may have no server
    static final int FELT = 5; // calls in flight that a SIGTERM must have met to count
    static final Duration LIMIT = Duration.ofSeconds(5); // 25 times what a call takes
    static final Duration ENDED = Duration.ofSeconds(10);

    private final Processes processes;
    private final Faults faults;
    private final History history;

    ARollingRestartFailsNoCall(Processes processes, Faults faults, History history) {
      this.processes = processes;
      this.faults = faults;
      this.history = history;
    }

    @Subject({Drain.class})
    Class<?> waits_for_the_calls_in_flight() {
      return DrainingMain.class;
    }

    @Control(differs = "does not wait: the JVM exits once the hook has asked the server to end")
    Class<?> shuts_down_in_the_hook() {
      return NaiveShutdownMain.class;
    }

    @Override
    public Load run(Class<?> main) throws Exception {
      List<AppProcess> servers =
          processes.startEach(SERVERS, main, QuoteServer.PORT, LIMIT.toString());
      List<Link> links =
          servers.stream().map(server -> faults.link(server.upstream(Knock.http2()))).toList();
      List<Restart> restarts = new ArrayList<>();
      try (Callers callers = new Callers(CALLERS, links, history)) {
        servers.forEach(server -> callers.awaitServed(server.name(), SERVES_AGAIN));
        for (AppProcess server : servers) {
          int before = callers.failed();
          try (Fault restart = faults.begin("restarted", server.name(), () -> stop(server))) {
            restart.awaitFelt(ENDED, () -> server.awaitExit(ENDED).isPresent());
          }
          callers.awaitServed(server.name(), SERVES_AGAIN);
          restarts.add(
              new Restart(
                  server.name(),
                  QuoteServer.openAtSigterm(server.log()),
                  callers.failed() - before));
        }
        callers.awaitCompleted(CALLS);
        return new Load(callers.completed(), callers.failed(), restarts);
      }
    }

    private static AutoCloseable stop(AppProcess server) {
      server.signal("SIGTERM");
      return server::restart;
    }

    @Override
    public void holds(Load seen) {
      assertThat(seen.failed()).as("failed").isZero();
      assertThat(seen.completed()).as("completed").isGreaterThanOrEqualTo(CALLS);
    }

    @Override
    public void breaks(Load seen) {
      assertThat(seen.restarts())
          .hasSameSizeAs(SERVERS)
          .allMatch(restart -> restart.inFlight() >= FELT)
          .allMatch(restart -> restart.failed() >= 0.5 * restart.inFlight());
    }

    @Override
    public void felt(Load seen) {
      assertThat(seen.restarts())
          .hasSameSizeAs(SERVERS)
          .allMatch(restart -> restart.inFlight() >= FELT);
    }

    @Override
    public String figure(Load seen) {
      return "%d of %,d calls failed".formatted(seen.failed(), seen.completed() + seen.failed());
    }
  }
}
