package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Upstream;
import dev.holdfast.harness.faults.Victim;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.ToStringConsumer;
import org.testcontainers.utility.DockerImageName;

/**
 * A container of this run: labelled, on its network under its own name, with its log kept from the
 * first line.
 */
final class Box extends GenericContainer<Box> implements Victim {
  private static final int LOG_TAIL = 6_000;

  private final String name;
  private final String alias;
  private final ToStringConsumer log = new ToStringConsumer();

  Box(String name, DockerImageName image, Ground ground) {
    this(name, name, image, ground);
  }

  /**
   * @param alias its name on the network, where readers know it by a shorter one
   */
  Box(String name, String alias, DockerImageName image, Ground ground) {
    super(image);
    this.name = name;
    this.alias = alias;
    withLabels(ground.owner().labels());
    withNetwork(ground.network());
    withNetworkAliases(alias);
    // Attached before the start: a container that never gets ready has no other log.
    withLogConsumer(log);
  }

  @Override
  public String name() {
    return name;
  }

  Upstream upstream(int port, Upstream.Knock knock) {
    return new Upstream(name, alias, port, knock);
  }

  String log() {
    return log.toUtf8String();
  }

  /** The end of the log. */
  String tail() {
    String text = log();
    return text.substring(Math.max(0, text.length() - LOG_TAIL));
  }

  @Override
  public void pause() {
    getDockerClient().pauseContainerCmd(getContainerId()).exec();
  }

  @Override
  public void resume() {
    getDockerClient().unpauseContainerCmd(getContainerId()).exec();
  }

  @Override
  public void signal(String signal) {
    getDockerClient().killContainerCmd(getContainerId()).withSignal(signal).exec();
  }

  @Override
  public void restart() {
    getDockerClient().startContainerCmd(getContainerId()).exec();
  }
}
