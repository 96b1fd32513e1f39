package dev.holdfast.harness.environment;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * Which image stands behind a name: {@code -Dimage.<name>}, else the one pinned in {@code
 * images.properties}.
 *
 * <p>Where the engine does not have it but has what {@code ci/images} built in its stead, {@code
 * holdfast/<name>:<tag>}, that one. What follows a dash in a name ({@code postgres-older}) only
 * sets it apart.
 */
final class Images {
  private static final Properties PINNED = load();
  private static final Collection<DockerImageName> USED = new ConcurrentLinkedQueue<>();

  private Images() {}

  static DockerImageName of(String name) {
    DockerImageName pinned = DockerImageName.parse(pinned(name));
    DockerImageName asked =
        DockerImageName.parse(System.getProperty("image." + name, pinned(name)));
    DockerImageName built =
        DockerImageName.parse("holdfast/" + name.replaceFirst("-.*", ""))
            .withTag(asked.getVersionPart());
    DockerClient engine = DockerClientFactory.instance().client();
    // What is built stands in for the pinned repository alone: another one is another server.
    boolean standsIn = asked.getUnversionedPart().equals(pinned.getUnversionedPart());
    DockerImageName image = standsIn && !has(engine, asked) && has(engine, built) ? built : asked;
    USED.add(image);
    return image;
  }

  /** The images that this JVM has asked for. */
  static Collection<DockerImageName> used() {
    return List.copyOf(USED);
  }

  private static String pinned(String name) {
    String reference = PINNED.getProperty(name);
    if (reference == null) {
      throw new IllegalArgumentException("images.properties pins no image named " + name);
    }
    return reference;
  }

  private static boolean has(DockerClient engine, DockerImageName image) {
    try {
      engine.inspectImageCmd(image.asCanonicalNameString()).exec();
      return true;
    } catch (NotFoundException _) {
      return false;
    }
  }

  private static Properties load() {
    Properties pinned = new Properties();
    try (InputStream in = Images.class.getResourceAsStream("/images.properties")) {
      if (in == null) {
        throw new IllegalStateException("images.properties is not on the class path");
      }
      pinned.load(in);
      return pinned;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
