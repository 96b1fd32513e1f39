package dev.holdfast.harness.environment;

import com.github.dockerjava.api.DockerClient;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
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

  /**
   * Jars that no process under test needs, and that are most of the class path's size; and Logback,
   * which is a fifth of a small process's start. What a reader is to see, a process prints.
   */
  private static final List<String> NOT_SHIPPED =
      List.of(
          "assertj",
          "byte-buddy",
          "commons-compress",
          "testcontainers",
          "docker-java",
          "selenium",
          "wiremock",
          "archunit",
          "junit",
          "jna",
          "jte",
          "toxiproxy",
          "cache2k",
          "ehcache",
          "jedis",
          "jetcache",
          "redisson",
          "spring-",
          "logback");

  private final Ground ground;
  private String image = "";
  private @Nullable Processes lent;

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
    try (InputStream tar = classPath()) {
      engine.copyArchiveToContainerCmd(holder).withTarInputStream(tar).withRemotePath("/").exec();
      image =
          engine
              .commitCmd(holder)
              .withRepository(REPOSITORY)
              .withTag(ground.owner().run())
              .withLabels(ground.owner().labels())
              .exec();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ship the class path", e);
    } finally {
      engine.removeContainerCmd(holder).withForce(true).exec();
    }
  }

  @Override
  public boolean running() {
    return !image.isEmpty();
  }

  @Override
  public Processes lease(String arm) {
    DockerImageName tagged = DockerImageName.parse(REPOSITORY).withTag(ground.owner().run());
    return lent = new Processes(ground, tagged, arm);
  }

  @Override
  public String logs() {
    return lent == null ? "" : lent.logs();
  }

  @Override
  public void close() {
    // The image goes with everything else that carries the run's label.
    image = "";
  }

  /** One archive, since each file on its own costs a request; not packed, since jars are. */
  private static InputStream classPath() throws IOException {
    Path file = Files.createTempFile("holdfast", ".tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        Path path = Path.of(entry);
        String name = path.getFileName().toString();
        if (Files.isDirectory(path)) {
          addTree(tar, path, name);
        } else if (name.endsWith(".jar") && NOT_SHIPPED.stream().noneMatch(name::contains)) {
          add(tar, path, "jars/" + name);
        }
      }
    }
    return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
  }

  private static void addTree(TarArchiveOutputStream tar, Path root, String name)
      throws IOException {
    try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        add(tar, file, name + "/" + root.relativize(file));
      }
    }
  }

  private static void add(TarArchiveOutputStream tar, Path file, String name) throws IOException {
    tar.putArchiveEntry(tar.createArchiveEntry(file, HOME + "/" + name));
    Files.copy(file, tar);
    tar.closeArchiveEntry();
  }
}
