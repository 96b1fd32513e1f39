package dev.holdfast.harness.environment;

import dev.holdfast.harness.environment.RestoredServers.Started;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** Starts servers on files that arms have made; has none of its own. */
final class RestoredServersNode implements Node<RestoredServers> {
  private static final Duration READY = Duration.ofSeconds(20); // within an arm's limit

  private static final String REFUSAL = "(FATAL|PANIC):";

  /** Outside of the volumes that the image declares. */
  private static final String DATA = "/tmp/restored";

  /**
   * As it comes it is root's, whom the server refuses to be. What has refused stays to be asked.
   */
  private static final String COMMAND =
      """
      chown -R postgres:postgres {data} && chmod -R go-rwx {data} &&
      setpriv --reuid=postgres --regid=postgres --init-groups \
        postgres -D {data} -c listen_addresses='*' -c fsync=off -c log_line_prefix='%m %d %a '
      exec sleep infinity"""
          .replace("{data}", DATA);

  private final Ground ground;
  private final List<Box> boxes = new CopyOnWriteArrayList<>();

  RestoredServersNode(Ground ground) {
    this.ground = ground;
  }

  @Override
  public void start() {}

  @Override
  public boolean running() {
    return true;
  }

  @Override
  public RestoredServers lease(String arm) {
    return new RestoredServers(this, arm);
  }

  Started start(String name, Path data, Postgres database) {
    Box box =
        new Box(name, Images.of("postgres"), ground)
            .withExposedPorts(PostgresNode.PORT)
            .withCopyFileToContainer(MountableFile.forHostPath(data), DATA)
            .withCommand("bash", "-c", COMMAND)
            .waitingFor(
                Wait.forLogMessage(
                        ".*database system is (ready to accept connections|shut down).*\\s", 1)
                    .withStartupTimeout(READY));
    boxes.add(box);
    box.start();
    Optional<String> refusal =
        box.getLogs().lines().filter(line -> line.matches(".*" + REFUSAL + ".*")).findFirst();
    if (refusal.isPresent()) {
      return new Started(Optional.empty(), refusal.get().replaceFirst(".*" + REFUSAL + " +", ""));
    }
    Postgres restored = database.on(box);
    restored.awaitReady(READY);
    return new Started(Optional.of(restored), "");
  }

  void stopAll() {
    boxes.forEach(Box::stop);
    boxes.clear();
  }

  @Override
  public String logs() {
    return boxes.stream().map(Box::tail).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    stopAll();
  }
}
