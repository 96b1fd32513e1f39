package dev.holdfast.harness.environment;

import com.github.dockerjava.api.DockerClient;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * The JRE image with the project's own classes in it, made once per run: it is copied, not mounted,
 * for engines elsewhere.
 */
final class ProcessesNode implements Node<Processes> {
  static final String REPOSITORY = "holdfast-run";
  private static final String HOME = "/holdfast";

  /** Classes first, then jars. */
  static final String CLASS_PATH = HOME + "/classes:" + HOME + "/test-classes:" + HOME + "/jars/*";

  /** Jars that no process under test needs, and that are most of the class path's size. */
  private static final List<String> NOT_SHIPPED =
      List.of(
          "testcontainers",
          "docker-java",
          "selenium",
          "wiremock",
          "archunit",
          "junit",
          "jna",
          "jte",
          "toxiproxy",
          "jetcache");

  private final Ground ground;
  private String image = "";

  ProcessesNode(Ground ground) {
    this.ground = ground;
  }

  @Override
  public void start() {
    DockerClient engine = DockerClientFactory.instance().client();
    // Never run: it holds the files until they are an image.
    String holder =
        engine
            .createContainerCmd(Images.of("java").asCanonicalNameString())
            .withLabels(ground.owner().labels())
            .withCmd("java", "-version")
            .exec()
            .getId();
    Path staged = stage();
    try {
      engine
          .copyArchiveToContainerCmd(holder)
          .withHostResource(staged.toString())
          .withRemotePath("/")
          .exec();
      image =
          engine
              .commitCmd(holder)
              .withRepository(REPOSITORY)
              .withTag(ground.owner().run())
              .withLabels(ground.owner().labels())
              .exec();
    } finally {
      engine.removeContainerCmd(holder).withForce(true).exec();
      delete(staged);
    }
  }

  @Override
  public boolean running() {
    return !image.isEmpty();
  }

  @Override
  public Processes lease(String arm) {
    return new Processes(
        ground, DockerImageName.parse(REPOSITORY).withTag(ground.owner().run()), arm);
  }

  @Override
  public String logs() {
    return "";
  }

  @Override
  public void close() {
    // The image goes with everything else that carries the run's label.
    image = "";
  }

  /**
   * One folder with all that the processes need, since each file copied on its own costs a request.
   */
  private static Path stage() {
    try {
      Path home = Files.createTempDirectory("holdfast").resolve(HOME.substring(1));
      Files.createDirectories(home.resolve("jars"));
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path)) {
          copyTree(path, home.resolve(path.getFileName()));
        } else if (entry.endsWith(".jar")
            && NOT_SHIPPED.stream()
                .noneMatch(name -> path.getFileName().toString().contains(name))) {
          Files.copy(path, home.resolve("jars").resolve(path.getFileName()));
        }
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot stage the class path", e);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private static void delete(Path tree) {
    try (Stream<Path> paths = Files.walk(tree.getParent())) {
      for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + tree, e);
    }
  }
}
