package dev.holdfast.harness.environment;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.testcontainers.utility.DockerImageName;

/** Application processes of an arm's own: the project's classes on a JRE, each in a container. */
public final class Processes implements AutoCloseable {
  private final Ground ground;
  private final DockerImageName image;
  private final String arm;
  private final List<AppProcess> started = new CopyOnWriteArrayList<>();

  Processes(Ground ground, DockerImageName image, String arm) {
    this.ground = ground;
    this.image = image;
    this.arm = arm;
  }

  /**
   * Starts a program as the first process of a container and returns once it has printed {@link
   * AppProcess#READY}.
   *
   * @param name how a reader knows it, and the program's first argument: {@code server-1}
   * @param port the port that it listens on inside
   * @param arguments the program's further arguments
   */
  public AppProcess start(String name, Class<?> main, int port, String... arguments) {
    AppProcess process =
        new AppProcess(ground, image, name, arm + "-" + name, main, port, List.of(arguments));
    started.add(process);
    process.start();
    return process;
  }

  /** Starts the same program several times, side by side. */
  public List<AppProcess> startEach(
      List<String> names, Class<?> main, int port, String... arguments) {
    return sideBySide(names, name -> start(name, main, port, arguments));
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
    var _ =
        sideBySide(
            started,
            process -> {
              process.close();
              return process;
            });
  }

  private static <T, R> List<R> sideBySide(List<T> all, Function<T, R> action) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<R>> pending =
          all.stream()
              .map(one -> CompletableFuture.supplyAsync(() -> action.apply(one), threads))
              .toList();
      return pending.stream().map(CompletableFuture::join).toList();
    }
  }
}
