package dev.holdfast.grpc.server;

import io.grpc.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a server so that unary calls in flight are answered, open streams are told to go elsewhere,
 * and the process is gone within the limit and a second, whatever its clients do. Made for a
 * shutdown hook, which a SIGTERM starts and the JVM waits for:
 *
 * <pre>{@code
 * Runtime.getRuntime().addShutdownHook(new Thread(drain, "drain"));
 * }</pre>
 *
 * <p>Its limit: a load balancer that does not speak gRPC health or GOAWAY, but learns of an ending
 * server by polling, has to be told before, while the server still accepts connections. Choose a
 * limit below the time after which the platform kills (30 s in Kubernetes), less one second.
 *
 * <p>Meters: {@code grpc.server.drain} (how long it took), tagged {@code outcome}: {@code
 * complete}, or {@code cut} when calls were still open at the limit.
 *
 * <p>Thread-safe; a second run waits for the server as the first one does.
 *
 * @see <a href="https://grpc.io/docs/guides/server-graceful-stop/">gRPC: graceful shutdown</a>
 */
public final class Drain implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  /** For the resets of {@code shutdownNow} to leave; a client that has vanished costs no more. */
  private static final Duration CUT = Duration.ofMillis(500);

  private final Server server;
  private final HealthStatusManager health;
  private final DrainInterceptor streams;
  private final Duration limit;
  private final MeterRegistry meters;

  /**
   * @param streams the interceptor that the server was built with
   * @param limit how long unary calls in flight have; streams are told at once
   * @throws IllegalArgumentException when the limit is not positive
   */
  public Drain(
      Server server,
      HealthStatusManager health,
      DrainInterceptor streams,
      Duration limit,
      MeterRegistry meters) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException(
          "limit is %d ms; it must be positive, and longer than the slowest unary call"
              .formatted(limit.toMillis()));
    }
    this.server = server;
    this.health = health;
    this.streams = streams;
    this.limit = limit;
    this.meters = meters;
  }

  @Override
  public void run() {
    long began = System.nanoTime();
    // Watchers learn NOT_SERVING while their stream is still open; it cannot be set back after.
    health.enterTerminalState();
    // GOAWAY before the streams are told: a client that opens its stream again at once must not
    // find this server.
    server.shutdown();
    int told = streams.drain();
    boolean complete = false;
    try {
      complete = server.awaitTermination(limit.toNanos() - since(began), TimeUnit.NANOSECONDS);
      if (!complete) {
        server.shutdownNow();
        server.awaitTermination(CUT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    String outcome = complete ? "complete" : "cut";
    long nanos = since(began);
    meters.timer("grpc.server.drain", "outcome", outcome).record(nanos, TimeUnit.NANOSECONDS);
    LOG.info(
        "drain {} after {} ms of at most {} ms; {} streams told, {} still open",
        outcome,
        TimeUnit.NANOSECONDS.toMillis(nanos),
        limit.toMillis(),
        told,
        streams.open());
  }

  private static long since(long began) {
    return System.nanoTime() - began;
  }
}
