package dev.holdfast.harness.environment;

import com.github.dockerjava.api.DockerClient;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
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

  /** The project's own first; packed, since a JVM looks each class up in a folder by itself. */
  static final String CLASS_PATH =
      HOME + "/classes.jar:" + HOME + "/test-classes.jar:" + HOME + "/jars/*";

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
          "logback",
          "kafka-clients",
          "zstd",
          "snappy",
          "lz4",
          "bcp",
          "bcutil",
          "jooq",
          "liquibase",
          "rxjava",
          "fastjson",
          "flyway",
          "jdbi",
          "jmh");

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
          add(tar, packed(path), name + ".jar");
        } else if (name.endsWith(".jar") && NOT_SHIPPED.stream().noneMatch(name::contains)) {
          add(tar, Files.readAllBytes(path), "jars/" + name);
        }
      }
    }
    return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** A jar that costs neither side any time. */
  private static byte[] packed(Path root) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream jar = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
      jar.setLevel(Deflater.NO_COMPRESSION);
      for (Path file : (Iterable<Path>) files::iterator) {
        jar.putNextEntry(new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, jar);
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, byte[] file, String name) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(HOME + "/" + name);
    entry.setSize(file.length);
    tar.putArchiveEntry(entry);
    tar.write(file);
    tar.closeArchiveEntry();
  }
}
