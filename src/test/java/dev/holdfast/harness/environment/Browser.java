package dev.holdfast.harness.environment;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/**
 * A Chromium in a container, with a copy of a folder to look at: pages are opened from its file
 * system, so that nothing but the folder itself can help them. Labelled as a run of its own, and
 * removed when closed.
 */
public final class Browser implements AutoCloseable {
  private static final int WEB_DRIVER = 4444;
  private static final String FOLDER = "/pages";
  private static final Duration READY = Duration.ofSeconds(60);

  /** Chromium keeps its pages in shared memory, of which a container has 64 MiB unless told. */
  private static final long SHARED_MEMORY = 512L * 1024 * 1024;

  private final Owner owner = Owner.self();
  private final Network network;
  private final Box box;

  private Browser(Path folder) {
    Leftovers.removeOfTheDead();
    network =
        Network.builder()
            .createNetworkCmdModifier(command -> command.withLabels(owner.labels()))
            .build();
    Ground ground =
        new Ground(
            owner,
            network,
            () -> {
              throw new UnsupportedOperationException("a browser has no proxy");
            },
            ForkJoinPool.commonPool());
    box =
        new Box("chromium", Images.of("chromium"), ground)
            .withExposedPorts(WEB_DRIVER)
            .withSharedMemorySize(SHARED_MEMORY)
            .withCopyFileToContainer(MountableFile.forHostPath(folder), FOLDER)
            .waitingFor(
                Wait.forHttp("/status")
                    .forPort(WEB_DRIVER)
                    .forResponsePredicate(
                        status -> status.replace(" ", "").contains("\"ready\":true"))
                    .withStartupTimeout(READY));
  }

  /** Starts one that sees a copy of this folder. */
  public static Browser on(Path folder) {
    Browser browser = new Browser(folder);
    try {
      browser.box.start();
      return browser;
    } catch (RuntimeException e) {
      String log = browser.box.tail();
      browser.close();
      throw new IllegalStateException(
          "chromium did not get ready: " + e.getMessage() + "; the end of its log:\n" + log, e);
    }
  }

  /** Where it takes WebDriver's commands. */
  public URL webDriver() {
    try {
      return new URI("http", null, box.getHost(), box.getMappedPort(WEB_DRIVER), "/", null, null)
          .toURL();
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalStateException("the engine's host has no usable name: " + box.getHost(), e);
    }
  }

  /** The address of a file of the folder, as the browser sees it. */
  public String address(String file) {
    return "file://" + FOLDER + "/" + file;
  }

  @Override
  public void close() {
    box.stop();
    network.close();
    Leftovers.removeOf(owner);
  }
}
