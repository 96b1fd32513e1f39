package dev.holdfast.harness.environment;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * Starts Redis servers side by side in one container: a process each, where a container each would
 * have to be made, started and removed.
 */
final class RedisServersNode implements Node<RedisServers> {
  private static final int FIRST_PORT = 7001;
  private static final int MOST = 8; // of one arm: five make a quorum, and a few to spare
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  /** The shell stays the first process, which buries servers that were killed. */
  private static final String IDLE = "sleep infinity; :";

  private static final String START =
      """
      mkdir -p %1$s && cd %1$s && rm -f pid && redis-server --port %2$d --daemonize yes --save '' \
        --appendonly no --dir %1$s --pidfile %3$s --logfile %1$s/log --protected-mode no \
        --repl-diskless-sync-delay 0 %4$s
      for _ in $(seq 500); do
        [ -s pid ] && redis-cli -p %2$d ping 2>&1 | grep -qE 'PONG|MASTERDOWN' && exit
        sleep 0.02
      done
      cat log; exit 1""";

  private final Box box;
  private @Nullable RedisClient client;

  RedisServersNode(Ground ground) {
    Integer[] ports =
        IntStream.range(FIRST_PORT, FIRST_PORT + MOST).boxed().toArray(Integer[]::new);
    box =
        new Box("redis-servers", Images.of("redis"), ground)
            .withExposedPorts(ports)
            .withCommand("sh", "-c", IDLE)
            // No server is there yet that would listen on a port.
            .waitingFor(Wait.forSuccessfulCommand("true"));
  }

  @Override
  public void start() {
    box.start();
    client = RedisClient.create();
  }

  @Override
  public boolean running() {
    return box.isRunning();
  }

  @Override
  public RedisServers lease(String arm) {
    return new RedisServers(this, arm);
  }

  RedisServer start(int place, String... options) {
    if (place >= MOST) {
      throw new IllegalStateException("an arm is lent %d servers at most".formatted(MOST));
    }
    int port = FIRST_PORT + place;
    List<String> quoted = new ArrayList<>();
    for (String option : options) {
      quoted.add(option.startsWith("--") ? option : "'" + option + "'");
    }
    String start =
        START.formatted(
            RedisServer.home(port), port, RedisServer.pid(port), String.join(" ", quoted));
    execute(start);
    var judge =
        Objects.requireNonNull(client, "not started")
            .connect(RedisURI.create(box.getHost(), box.getMappedPort(port)));
    return new RedisServer(this, port, start, judge);
  }

  Box box() {
    return box;
  }

  /** Whether the process is there, and not frozen. */
  boolean runs(RedisServer server) {
    return execute(
            "case $(cut -d' ' -f3 /proc/$(cat %s)/stat 2>&1) in R|S) echo yes;; esac"
                .formatted(RedisServer.pid(server.port())))
        .startsWith("yes");
  }

  /** Ends all servers, and removes what they wrote. */
  void end() {
    execute(
        "for f in /tmp/redis-*/pid; do kill -9 $(cat $f) 2>/dev/null; done; rm -rf /tmp/redis-*");
  }

  /** Runs a script in the container; returns what it printed. */
  String execute(String script) {
    try {
      Container.ExecResult result = box.execInContainer("sh", "-c", script);
      if (result.getExitCode() != 0) {
        throw new IllegalStateException(
            "exit %d of a script for Redis servers: %s%s"
                .formatted(result.getExitCode(), result.getStdout(), result.getStderr()));
      }
      return result.getStdout();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the engine was asked", e);
    }
  }

  @Override
  public String logs() {
    return box.isRunning() ? execute("tail -n 40 /tmp/redis-*/log 2>&1; :") : box.tail();
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdown(Duration.ZERO, CLOSED_WITHIN);
    }
    box.stop();
  }
}
