package dev.holdfast.harness.environment;

import com.github.dockerjava.api.DockerClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * The JRE image with the project's own classes in it, made once per run: it is copied, not mounted,
 * for engines elsewhere.
 */
final class ProcessesNode implements Node<Processes> {
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
    try (Box box = new Box("classes", Images.of("java"), ground)) {
      copyClassPath(box);
      // Never run: it holds the files until they are an image.
      box.withCommand("java", "-version").start();
      image =
          engine
              .commitCmd(box.getContainerId())
              .withRepository("holdfast-run")
              .withTag(ground.owner().run())
              .withLabels(ground.owner().labels())
              .exec();
    }
  }

  @Override
  public boolean running() {
    return !image.isEmpty();
  }

  @Override
  public Processes lease(String arm) {
    return new Processes(
        ground, DockerImageName.parse("holdfast-run").withTag(ground.owner().run()), arm);
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

  private static void copyClassPath(Box box) {
    List<Path> jars = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        box.withCopyFileToContainer(
            MountableFile.forHostPath(path), HOME + "/" + path.getFileName());
      } else if (entry.endsWith(".jar")
          && NOT_SHIPPED.stream().noneMatch(name -> path.getFileName().toString().contains(name))) {
        jars.add(path);
      }
    }
    for (Path jar : jars) {
      box.withCopyFileToContainer(
          MountableFile.forHostPath(jar), HOME + "/jars/" + jar.getFileName());
    }
  }
}
