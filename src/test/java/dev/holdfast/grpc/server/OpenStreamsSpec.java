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
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.faults.Upstream.Knock;
import dev.holdfast.harness.history.History;
import java.time.Duration;

/** Does a server end whose clients never hang up, and do they know? */
@Specification(Outline.GRPC_SERVER)
class OpenStreamsSpec {
  /** What unary calls in flight would have; far more than telling 210 clients takes. */
  static final Duration LIMIT = Duration.ofSeconds(1);

  /** For the JVM and its engine to end the process after the drain. */
  static final Duration MARGIN = Duration.ofSeconds(1);

  /** A process that is alive then does not end by its limit. */
  static final Duration PATIENCE = LIMIT.multipliedBy(3);

  static final int WATCHES = 10;

  @Claim(
      says =
          "A server with open streams and health watches ends within its limit, and tells every"
              + " client with the drain's own status",
      limit = "clients that are still there; the limit and a second, for the JVM to exit",
      source = "grpc-java, Server.shutdown(): existing calls continue; gRPC health checking",
      flagship = true)
  class OpenStreamsDoNotHoldTheDrain
      implements Experiment<Class<?>, OpenStreamsDoNotHoldTheDrain.Seen> {
    static final int STREAMS = 200;
    static final int CLIENTS = STREAMS + WATCHES;

    /**
     * Of the clients: open by the server's count; who left before, and who saw the drain's status.
     */
    record Seen(int openAtSigterm, int left, int told, Exit exit) {}

    private final Processes processes;
    private final Faults faults;
    private final History history;

    OpenStreamsDoNotHoldTheDrain(Processes processes, Faults faults, History history) {
      this.processes = processes;
      this.faults = faults;
      this.history = history;
    }

    @Subject({DrainInterceptor.class, DrainableCall.class, Drain.class})
    Class<?> tells_every_stream_to_go() {
      return DrainingMain.class;
    }

    @Control(differs = "leaves open streams to their clients, and waits until these have gone")
    Class<?> waits_for_clients_to_hang_up() {
      return NaiveStockMain.class;
    }

    @Override
    public Seen run(Class<?> main) throws Exception {
      AppProcess server = processes.start("server", main, QuoteServer.PORT, LIMIT.toString());
      Link link = faults.link(server.upstream(Knock.http2()));
      try (OpenStreams clients = new OpenStreams(history)) {
        clients.follow("streams", link, STREAMS);
        clients.watch("watches", link, WATCHES);
        clients.awaitOpen();
        if (faults.instead("clients stay", true, false)) {
          clients.leave();
        }
        Exit exit = Termination.of(server, history).awaitExit(PATIENCE);
        if (exit.ended()) {
          clients.awaitEnds();
        }
        return new Seen(
            QuoteServer.openAtSigterm(server.log()),
            clients.left(),
            clients.endedBy(DrainInterceptor.DRAINING),
            exit);
      }
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.exit().within(LIMIT.plus(MARGIN))).as("%s", seen.exit()).isTrue();
      assertThat(seen.left() + seen.told()).as("left or told").isEqualTo(CLIENTS);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.exit().ended()).as("%s", seen.exit()).isFalse();
      assertThat(seen.told()).isZero();
      assertThat(seen.left()).isZero();
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.openAtSigterm()).as("open at SIGTERM").isEqualTo(CLIENTS);
    }

    @Override
    public String figure(Seen seen) {
      return "%s, %d of %d told".formatted(seen.exit(), seen.told(), CLIENTS - seen.left());
    }
  }

  @Claim(
      says = "Clients that have vanished cost a drain no more than its limit",
      limit =
          "what they had open is lost, as it was before; they learn of it by their own keepalive",
      source = "RFC 1122, section 4.2.3.6 (half-open connections); grpc-java, Server.shutdownNow()",
      flagship = true)
  class AHalfOpenClientDoesNotHoldTheDrain
      implements Experiment<Class<?>, AHalfOpenClientDoesNotHoldTheDrain.Seen> {
    static final int STREAMS = 190;
    static final int VANISHED = 10;
    static final int CLIENTS = STREAMS + VANISHED + WATCHES;

    /** Everybody who can be told has been told then, and a drain that waits still waits. */
    static final Duration LOOK = LIMIT.dividedBy(2);

    /**
     * Of the clients: open by the server's count; vanished ones without a status at the look, and
     * whether the server lived then; all that saw the drain's status in the end.
     */
    record Seen(int openAtSigterm, int silent, boolean alive, int told, Exit exit) {}

    private final Processes processes;
    private final Faults faults;
    private final History history;

    AHalfOpenClientDoesNotHoldTheDrain(Processes processes, Faults faults, History history) {
      this.processes = processes;
      this.faults = faults;
      this.history = history;
    }

    @Subject({Drain.class})
    Class<?> cuts_what_is_open_at_the_limit() {
      return DrainingMain.class;
    }

    @Control(differs = "tells the same clients, then waits for all of them without a limit")
    Class<?> waits_for_every_client() {
      return NaivePatientMain.class;
    }

    @Override
    public Seen run(Class<?> main) throws Exception {
      AppProcess server = processes.start("server", main, QuoteServer.PORT, LIMIT.toString());
      Link here = faults.link(server.upstream(Knock.http2()));
      Link away = faults.link(server.upstream(Knock.http2()));
      try (OpenStreams present = new OpenStreams(history);
          OpenStreams vanishing = new OpenStreams(history)) {
        present.follow("streams", here, STREAMS);
        present.watch("watches", here, WATCHES);
        vanishing.follow("vanished", away, VANISHED);
        present.awaitOpen();
        vanishing.awaitOpen();
        try (Fault _ = faults.halfOpen(away, Direction.BOTH)) {
          Termination termination = Termination.of(server, history);
          int silent = vanishing.silentAfter(LOOK);
          boolean alive = server.running();
          Exit exit = termination.awaitExit(PATIENCE);
          present.awaitEnds();
          return new Seen(
              QuoteServer.openAtSigterm(server.log()),
              silent,
              alive,
              present.endedBy(DrainInterceptor.DRAINING)
                  + vanishing.endedBy(DrainInterceptor.DRAINING),
              exit);
        }
      }
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.exit().within(LIMIT.plus(MARGIN))).as("%s", seen.exit()).isTrue();
      assertThat(seen.told()).as("told").isEqualTo(CLIENTS - seen.silent());
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.exit().ended()).as("%s", seen.exit()).isFalse();
      assertThat(seen.told()).as("told").isEqualTo(CLIENTS - VANISHED);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.openAtSigterm()).as("open at SIGTERM").isEqualTo(CLIENTS);
      assertThat(seen.silent()).as("silent").isEqualTo(VANISHED);
      assertThat(seen.alive()).isTrue();
    }

    @Override
    public String figure(Seen seen) {
      return "%s, %d of %d told".formatted(seen.exit(), seen.told(), CLIENTS);
    }
  }
}
