package dev.holdfast.harness.environment;

import java.util.ArrayList;
import java.util.List;
import org.testcontainers.utility.DockerImageName;

/** Application processes of an arm's own: the project's classes on a JRE, each in a container. */
public final class Processes implements AutoCloseable {
  private final Ground ground;
  private final DockerImageName image;
  private final String arm;
  private final List<AppProcess> started = new ArrayList<>();

  Processes(Ground ground, DockerImageName image, String arm) {
    this.ground = ground;
    this.image = image;
    this.arm = arm;
  }

  /**
   * Starts a program as the first process of a container and returns once it has printed {@link
   * AppProcess#READY}.
   *
   * @param name how a reader knows it: {@code server-1}
   * @param port the port that it listens on inside
   */
  public AppProcess start(String name, Class<?> main, int port, String... arguments) {
    AppProcess process =
        new AppProcess(ground, image, name, arm + "-" + name, main, port, List.of(arguments));
    started.add(process);
    process.start();
    return process;
  }

  /** The end of every process's log. */
  String logs() {
    StringBuilder logs = new StringBuilder();
    started.forEach(
        process -> logs.append("== ").append(process.name()).append('\n').append(process.log()));
    return logs.toString();
  }

  @Override
  public void close() {
    started.reversed().forEach(AppProcess::close);
  }
}
