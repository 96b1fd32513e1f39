package dev.holdfast.harness.environment;

import com.github.dockerjava.api.command.WaitContainerResultCallback;
import dev.holdfast.harness.faults.Upstream;
import dev.holdfast.harness.faults.Victim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * One application process in a container of its own, as its first process: signals go to it, and
 * its end is the container's.
 */
public final class AppProcess implements Victim, AutoCloseable {
  /**
   * The line that a process prints once it serves: no port tells, since the engine answers on it.
   */
  public static final String READY = "ready";

  /** Small and quick to start; native access, since Netty brings a library; no word of SLF4J. */
  private static final List<String> JAVA =
      List.of(
          "java",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx128m",
          "--enable-native-access=ALL-UNNAMED",
          "-Dslf4j.internal.verbosity=ERROR");

  private static final Duration READY_WITHIN = Duration.ofSeconds(20);

  private final Ground ground;
  private final Box box;
  private final int port;

  AppProcess(
      Ground ground,
      DockerImageName image,
      String name,
      String alias,
      Class<?> main,
      int port,
      List<String> arguments) {
    this.ground = ground;
    this.port = port;
    List<String> command = new ArrayList<>(JAVA);
    command.addAll(List.of("-cp", ProcessesNode.CLASS_PATH, main.getName(), name));
    command.addAll(arguments);
    box =
        new Box(name, alias, image, ground)
            .withExposedPorts(port)
            .withCommand(command.toArray(String[]::new))
            .waitingFor(Wait.forLogMessage(READY + "\\s", 1).withStartupTimeout(READY_WITHIN));
  }

  void start() {
    box.start();
  }

  @Override
  public String name() {
    return box.name();
  }

  /** The process as a proxy sees it, by name: it is the same one after a restart. */
  public Upstream upstream(Upstream.Knock knock) {
    return box.upstream(port, knock);
  }

  public String host() {
    return box.getHost();
  }

  /** The port by which the harness reaches it directly; another one after a restart. */
  public int port() {
    return box.getMappedPort(port);
  }

  /** All that it printed, before a restart too. */
  public String log() {
    // Asked of the engine: a log that is followed ends with the process, and misses what comes
    // after.
    return box.getContainerId() == null ? box.log() : box.getLogs();
  }

  /** Waits until it has printed a line that contains this text. */
  public void awaitLine(String text, Duration limit) {
    Awaitility.await(name() + " prints " + text)
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .until(() -> log().contains(text));
  }

  public boolean running() {
    return box.isRunning();
  }

  /** Waits for its end; empty when it is still alive at the limit. */
  public OptionalInt awaitExit(Duration limit) {
    try (WaitContainerResultCallback end =
        box.getDockerClient().waitContainerCmd(box.getContainerId()).start()) {
      Integer status = end.awaitStatusCode(limit.toMillis(), TimeUnit.MILLISECONDS);
      return status == null ? OptionalInt.empty() : OptionalInt.of(status);
    } catch (com.github.dockerjava.api.exception.DockerClientException _) {
      return OptionalInt.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void pause() {
    box.pause();
  }

  @Override
  public void resume() {
    box.resume();
  }

  @Override
  public void signal(String signal) {
    box.signal(signal);
  }

  @Override
  public void restart() {
    box.restart();
  }

  /** Ends it at once, with all its connections; the container is removed later. */
  @Override
  public void close() {
    try {
      if (box.isRunning()) {
        box.signal("SIGKILL");
      }
    } finally {
      ground.aside().execute(box::stop);
    }
  }
}
