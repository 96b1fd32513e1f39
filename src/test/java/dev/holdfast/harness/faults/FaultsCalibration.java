package dev.holdfast.harness.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.environment.AppProcess;
import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.evidence.Calibration;
import dev.holdfast.harness.evidence.EvidenceStore;
import dev.holdfast.harness.history.History;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Does each fault do what its name says, on this engine, with this Toxiproxy? Before, during and
 * after; and to nobody else.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FaultsCalibration {
  private static final Duration DELAY = Duration.ofMillis(200);
  private static final Duration QUIET = Duration.ofMillis(400);
  private static final Duration FAR_OFF = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Upstream.Knock KNOCK =
      new Upstream.Knock("?".getBytes(StandardCharsets.US_ASCII), 1);

  private final Environment environment = new Environment();
  private final ConcurrentLinkedQueue<Calibration> measured = new ConcurrentLinkedQueue<>();
  private Processes processes;
  private AppProcess echo;
  private Faults faults;
  private Link link;
  private Link bystander;

  @BeforeAll
  void startEcho() {
    environment.start(List.of(Processes.class));
    processes = (Processes) environment.lease(Processes.class, "calibration");
    echo = processes.start("echo", EchoMain.class, EchoMain.PORT);
  }

  @BeforeEach
  void openLinks() {
    faults = new Faults(true, new History(), environment.proxies());
    link = faults.link(echo.upstream(KNOCK));
    bystander = faults.link(echo.upstream(KNOCK));
  }

  @AfterEach
  void closeLinks() {
    assertThat(faults.leftOpen()).isEmpty();
    faults.closeLinks();
  }

  @AfterAll
  void stopEcho() {
    processes.close();
    environment.close();
    String directory = System.getProperty("holdfast.directory", "target/spec");
    new EvidenceStore(Path.of(directory)).write(List.copyOf(measured));
  }

  @Test
  void latency_delays_every_answer_by_at_least_what_it_says() throws IOException {
    try (Socket client = connect(link)) {
      Duration before = roundTrip(client);
      Duration during;
      try (Fault _ = faults.latency(link, DELAY)) {
        during = roundTrip(client);
        assertThat(roundTrip(connect(bystander))).isLessThan(DELAY);
      }
      Duration after = roundTrip(client);
      assertThat(before).isLessThan(DELAY);
      assertThat(during).isGreaterThanOrEqualTo(DELAY);
      assertThat(after).isLessThan(DELAY);
      seen(
          "latency",
          "adds at least " + DELAY.toMillis() + " ms to an answer",
          "%d ms, %d ms, %d ms before, during and after"
              .formatted(before.toMillis(), during.toMillis(), after.toMillis()));
    }
  }

  @Test
  void latency_that_heals_delivers_at_once_what_it_delayed() throws IOException {
    for (Direction direction : List.of(Direction.UP, Direction.DOWN)) {
      try (Socket client = connect(link)) {
        roundTrip(client);
        long got = delivered();
        try (Fault _ = faults.latency(link, direction, FAR_OFF)) {
          client.getOutputStream().write("lost".getBytes(StandardCharsets.US_ASCII));
          client.setSoTimeout((int) QUIET.toMillis());
          assertThatThrownBy(() -> client.getInputStream().read())
              .isInstanceOf(SocketTimeoutException.class);
          if (direction == Direction.DOWN) {
            Awaitility.await().atMost(SOON).until(() -> delivered() > got);
          } else {
            assertThat(delivered()).isEqualTo(got);
          }
        }
        client.setSoTimeout((int) SOON.toMillis());
        assertThat(client.getInputStream().read()).isEqualTo('l');
      }
    }
    seen(
        "latency that heals",
        "what was delayed arrives when the fault ends",
        "up and down: no answer for "
            + QUIET.toMillis()
            + " ms, then within "
            + SOON.toSeconds()
            + " s");
  }

  @Test
  void half_open_delivers_nothing_and_closes_nothing() throws IOException {
    for (Direction direction : Direction.values()) {
      try (Socket client = connect(link)) {
        roundTrip(client);
        long got = delivered();
        try (Fault _ = faults.halfOpen(link, direction)) {
          client.getOutputStream().write("lost".getBytes(StandardCharsets.US_ASCII));
          client.setSoTimeout((int) QUIET.toMillis());
          assertThatThrownBy(() -> client.getInputStream().read())
              .isInstanceOf(SocketTimeoutException.class);
          if (direction == Direction.DOWN) {
            Awaitility.await().atMost(SOON).until(() -> delivered() > got);
          } else {
            assertThat(delivered()).isEqualTo(got);
          }
          assertThat(roundTrip(connect(bystander))).isLessThan(DELAY);
        }
      }
    }
    seen(
        "half-open",
        "delivers nothing and closes nothing; towards the client, the server still gets the bytes",
        "up, down and both: no answer and no end for " + QUIET.toMillis() + " ms");
  }

  @Test
  void a_cut_passes_exactly_its_bytes() throws IOException {
    for (int bytes : new int[] {1, 100, 999}) {
      for (Direction direction : List.of(Direction.UP, Direction.DOWN)) {
        try (Socket client = connect(link)) {
          roundTrip(client);
          try (Fault _ = faults.cutAfter(link, direction, bytes)) {
            client.setSoTimeout((int) SOON.toMillis());
            client.getOutputStream().write(new byte[1000]);
            assertThat(client.getInputStream().readAllBytes()).hasSizeLessThanOrEqualTo(bytes);
            if (direction == Direction.DOWN) {
              continue;
            }
            int passed = 1 + bytes;
            Awaitility.await()
                .atMost(SOON)
                .until(
                    () ->
                        echo.log().contains("of " + passed + "\n")
                            || echo.log().contains("after " + passed + ":"));
          }
        }
      }
    }
    seen(
        "cut after n bytes",
        "exactly n bytes pass, then the connection ends",
        "1, 100 and 999 of 1,000 bytes, up and down");
  }

  @Test
  void a_cut_towards_the_client_delivers_exactly_its_bytes() throws IOException {
    int bytes = 100;
    try (Socket client = connect(link)) {
      roundTrip(client);
      try (Fault _ = faults.cutAfter(link, Direction.DOWN, bytes)) {
        client.setSoTimeout((int) SOON.toMillis());
        client.getOutputStream().write(new byte[1000]);
        assertThat(client.getInputStream().readAllBytes()).hasSize(bytes);
      }
    }
  }

  @Test
  void a_reset_ends_connections_at_their_first_data() throws IOException {
    int tries = 50;
    int resets = 0;
    for (int i = 0; i < tries; i++) {
      try (Fault _ = faults.reset(link);
          Socket client = connect(link)) {
        client.setSoTimeout((int) SOON.toMillis());
        client.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isNegative();
      } catch (SocketException e) {
        assertThat(e).hasMessage("Connection reset");
        resets++;
      }
    }
    assertThat(roundTrip(connect(bystander))).isLessThan(DELAY);
    seen(
        "reset",
        "a connection opened under it ends at its first data",
        "%d of %d by a TCP reset, the others by an end".formatted(resets, tries));
  }

  @Test
  void an_outage_closes_and_refuses_until_it_ends() throws IOException {
    try (Socket client = connect(link)) {
      roundTrip(client);
      try (Fault _ = faults.outage(link)) {
        client.setSoTimeout((int) SOON.toMillis());
        assertThat(client.getInputStream().read()).isNegative();
        assertThatThrownBy(() -> roundTrip(connect(link)))
            .isInstanceOfAny(ConnectException.class, SocketException.class, IOException.class);
        assertThat(roundTrip(connect(bystander))).isLessThan(DELAY);
      }
    }
    assertThat(roundTrip(connect(link))).isLessThan(DELAY);
    seen(
        "outage",
        "open connections end, new ones are refused, and it heals",
        "closed, refused, and answered again");
  }

  @Test
  void a_pause_answers_nothing_until_it_ends_and_then_what_was_asked() throws IOException {
    try (Socket client = connect(link)) {
      roundTrip(client);
      client.setSoTimeout((int) QUIET.toMillis());
      try (Fault _ = faults.pause(echo)) {
        client.getOutputStream().write(1);
        assertThatThrownBy(() -> client.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
      }
      client.setSoTimeout((int) SOON.toMillis());
      assertThat(client.getInputStream().read()).isEqualTo(1);
    }
    seen(
        "pause",
        "nothing is answered, nothing is closed, and what was asked is answered later",
        "silent for " + QUIET.toMillis() + " ms, then the answer");
  }

  @Test
  void terminate_kill_and_restart_end_a_process_as_their_signals_do() throws IOException {
    try (AppProcess victim = processes.start("victim", EchoMain.class, EchoMain.PORT)) {
      Link path = faults.link(victim.upstream(KNOCK));
      faults.restart(victim).close();
      Awaitility.await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(() -> roundTrip(connect(path)).compareTo(SOON) < 0);
      faults.terminate(victim).close();
      assertThat(victim.awaitExit(SOON)).isEqualTo(OptionalInt.of(143));
    }
    try (AppProcess victim = processes.start("other", EchoMain.class, EchoMain.PORT)) {
      faults.kill(victim).close();
      assertThat(victim.awaitExit(SOON)).isEqualTo(OptionalInt.of(137));
    }
    seen(
        "SIGTERM, restart, kill -9",
        "the process ends by that signal, and answers again under its name",
        "an answer, exit 143, exit 137");
  }

  @Test
  void calm_leaves_a_mark_and_does_nothing() throws IOException {
    History history = new History();
    Faults calm = new Faults(false, history, environment.proxies());
    Link own = calm.link(echo.upstream(KNOCK));
    try (Fault _ = calm.outage(own)) {
      assertThat(roundTrip(connect(own))).isLessThan(DELAY);
    }
    calm.closeLinks();
    assertThat(history.windows())
        .singleElement()
        .satisfies(window -> assertThat(window.real()).isFalse());
  }

  private void seen(String kind, String promise, String what) {
    measured.add(new Calibration(kind, promise, what));
  }

  /**
   * How often a connection had delivered its first byte and the four of "lost": canaries and
   * bystanders send one.
   */
  private long delivered() {
    return echo.log().lines().filter("got 5"::equals).count();
  }

  private static Socket connect(Link to) throws IOException {
    Socket socket = new Socket(to.host(), to.port());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static Duration roundTrip(Socket client) throws IOException {
    long began = System.nanoTime();
    client.getOutputStream().write(1);
    if (client.getInputStream().read() < 0) {
      throw new IOException("closed");
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
