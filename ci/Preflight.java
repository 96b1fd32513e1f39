import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Does a container engine answer where the specs will look for one? Prints nothing if so, else one
 * line with what was tried and the remedy, and exits with 1. Takes at most 5 seconds: {@link
 * #LIMIT}, and Java's own start. An engine behind ssh, TLS or a named pipe is taken at its word,
 * since asking it needs a client. The order is that of Testcontainers 2.0.5
 * (org.testcontainers.dockerclient), and needs nothing but JDK 17: {@code java ci/Preflight.java}.
 */
final class Preflight {
  /** For all engines together; they are asked at the same time. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static final int DEFAULT_PORT = 2375;

  private static final String REMEDY =
      "set DOCKER_HOST, or start Docker, Podman or Colima (ci/engine installs and starts Docker"
          + " on Debian as root), or leave out what needs it with -DskipITs";

  private Preflight() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path home = Path.of(System.getProperty("user.home"));
    List<String> seen = named(home).map(List::of).orElseGet(() -> present(usualSockets(home)));
    if (firstToAnswer(seen).isPresent()) {
      return;
    }
    List<String> unseen = named(home).isPresent() ? List.of() : present(otherSockets(home));
    System.err.println(
        firstToAnswer(unseen)
            .map(
                engine ->
                    "A container engine answers where Testcontainers does not look: export"
                        + " DOCKER_HOST="
                        + engine)
            .orElse("No container engine answers (tried " + tried(seen, unseen) + "): " + REMEDY));
    System.exit(1);
  }

  /** The engine that this user chose; then no other will do. */
  private static Optional<String> named(Path home) {
    Properties chosen = new Properties();
    Path file = home.resolve(".testcontainers.properties");
    if (Files.isReadable(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        chosen.load(reader);
      } catch (IOException | IllegalArgumentException unreadable) {
        System.err.println("Ignoring " + file + ": " + unreadable);
      }
    }
    return Stream.of(
            chosen.getProperty("tc.host"),
            System.getenv("DOCKER_HOST"),
            chosen.getProperty("docker.host"))
        .filter(host -> host != null && !host.isBlank())
        .findFirst();
  }

  private static List<Path> usualSockets(Path home) {
    List<Path> sockets = new ArrayList<>();
    sockets.add(Path.of("/var/run/docker.sock"));
    runtimeFolder().ifPresent(folder -> sockets.add(folder.resolve("docker.sock")));
    sockets.add(home.resolve(".docker/run/docker.sock"));
    sockets.add(home.resolve(".docker/desktop/docker.sock"));
    return sockets;
  }

  private static List<Path> otherSockets(Path home) {
    List<Path> sockets = new ArrayList<>();
    runtimeFolder().ifPresent(folder -> sockets.add(folder.resolve("podman/podman.sock")));
    sockets.add(Path.of("/run/podman/podman.sock"));
    sockets.add(home.resolve(".colima/default/docker.sock"));
    sockets.add(home.resolve(".config/colima/default/docker.sock"));
    return sockets;
  }

  private static Optional<Path> runtimeFolder() {
    return Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
        .filter(folder -> !folder.isBlank())
        .map(Path::of);
  }

  private static List<String> present(List<Path> sockets) {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return List.of("npipe:////./pipe/docker_engine");
    }
    return sockets.stream().filter(Files::exists).map(socket -> "unix://" + socket).toList();
  }

  private static String tried(List<String> seen, List<String> unseen) {
    List<String> tried = Stream.concat(seen.stream(), unseen.stream()).toList();
    return tried.isEmpty()
        ? "DOCKER_HOST and the sockets of Docker, Podman and Colima; none is there"
        : String.join(", ", tried);
  }

  private static Optional<String> firstToAnswer(List<String> engines) throws InterruptedException {
    BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();
    for (String engine : engines) {
      Thread asking = new Thread(() -> answers.add(Optional.of(engine).filter(Preflight::answers)));
      asking.setDaemon(true); // one that hangs must not hold the exit
      asking.start();
    }
    long end = System.nanoTime() + LIMIT.toNanos();
    for (int i = 0; i < engines.size(); i++) {
      Optional<String> answer = answers.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (answer == null || answer.isPresent()) {
        return answer == null ? Optional.empty() : answer;
      }
    }
    return Optional.empty();
  }

  private static boolean answers(String engine) {
    try {
      URI uri = URI.create(engine.trim());
      return switch (String.valueOf(uri.getScheme())) {
        case "ssh", "npipe", "https" -> true;
        case "unix" -> pings(UnixDomainSocketAddress.of(uri.getPath()));
        case "tcp", "http" ->
            System.getenv("DOCKER_TLS_VERIFY") != null
                || pings(
                    new InetSocketAddress(
                        uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()));
        default -> false;
      };
    } catch (IOException | IllegalArgumentException noAnswer) {
      return false;
    }
  }

  private static boolean pings(SocketAddress engine) throws IOException {
    try (SocketChannel channel = SocketChannel.open(engine)) {
      channel.write(
          StandardCharsets.US_ASCII.encode(
              "GET /_ping HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n\r\n"));
      String status =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII)).readLine();
      return status != null && status.matches("HTTP/1\\.. 200 .*");
    }
  }
}
