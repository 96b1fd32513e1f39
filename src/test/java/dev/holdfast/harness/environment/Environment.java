package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Toxiproxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The servers of a run: started when a selected claim first needs them, side by side, shared by all
 * claims, removed at the end, also of a run that is interrupted. What a killed run left is removed
 * by the next one on the same host.
 */
public final class Environment implements AutoCloseable {
  private static final int TOXIPROXY_CONTROL = 8474;

  /** Where a wait says nothing else: Awaitility's own 100 ms are more than most waits take. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final Owner owner = Owner.self();
  private final Map<Kind, Node<?>> nodes = new ConcurrentHashMap<>();
  private final ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread interrupted =
      new Thread(() -> Leftovers.removeOf(owner), "holdfast-cleanup");
  private @Nullable Network network;
  private @Nullable Toxiproxy toxiproxy;

  public Environment() {
    Awaitility.setDefaultPollInterval(LOOK_EVERY);
  }

  /** Names this run in the engine, in evidence and in file names. */
  public String run() {
    return owner.run();
  }

  /** Whether claims may ask for this type in their constructor. */
  public static boolean lends(Class<?> type) {
    return Kind.of(type).isPresent();
  }

  /**
   * The images that claims with these constructor parameters need; every node stands beside a
   * Toxiproxy.
   */
  public static List<String> images(Collection<Class<?>> types) {
    List<String> images = new ArrayList<>(kinds(types).map(Kind::image).distinct().toList());
    if (!images.isEmpty()) {
      images.add("toxiproxy");
    }
    return images;
  }

  /**
   * Starts what is not running yet, side by side.
   *
   * @throws IllegalStateException when one does not get ready, with the end of its log
   */
  public void start(Collection<Class<?>> types) {
    List<Kind> needed = kinds(types).toList();
    if (needed.isEmpty()) {
      return;
    }
    toxiproxy();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> starts =
          needed.stream()
              .map(kind -> CompletableFuture.runAsync(() -> running(kind), threads))
              .toList();
      starts.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** A part of a node for one arm. */
  public AutoCloseable lease(Class<?> type, String arm) {
    return Kind.of(type)
        .map(kind -> running(kind).lease(arm))
        .orElseThrow(() -> new IllegalArgumentException("no node lends a " + type.getName()));
  }

  /** The ends of the logs of the nodes behind these types, by image. */
  public Map<String, String> logs(Collection<Class<?>> types) {
    Map<String, String> logs = new LinkedHashMap<>();
    Set<Kind> kinds = kinds(types).collect(Collectors.toSet());
    nodes.forEach(
        (kind, node) -> {
          if (kinds.contains(kind)) {
            logs.merge(kind.image(), node.logs(), (one, other) -> one + "\n" + other);
          }
        });
    return logs;
  }

  /** For {@code Faults}, which starts it only when a link is asked for. */
  public Supplier<Toxiproxy> proxies() {
    return this::toxiproxy;
  }

  /** JDK, host, engine, and the images that were used with their digests. */
  public Map<String, String> facts() {
    return Facts.of(Images.used());
  }

  /** Removes everything of this run. */
  @Override
  public synchronized void close() {
    if (network == null) {
      return;
    }
    nodes.values().forEach(Node::close);
    aside.close(); // what is still being made or removed keeps the network in use
    Leftovers.removeOf(owner);
    network = null;
    Runtime.getRuntime().removeShutdownHook(interrupted);
  }

  private static Stream<Kind> kinds(Collection<Class<?>> types) {
    return types.stream().flatMap(type -> Kind.of(type).stream());
  }

  private Node<?> running(Kind kind) {
    // One that died, or never got ready, is replaced: the next claims are not to suffer for it.
    return java.util.Objects.requireNonNull(
        nodes.compute(
            kind,
            (_, node) -> {
              if (node != null && node.running()) {
                return node;
              }
              if (node != null) {
                node.close();
              }
              return started(kind);
            }));
  }

  private Node<?> started(Kind kind) {
    Node<?> node = kind.node(ground());
    try {
      node.start();
      return node;
    } catch (RuntimeException e) {
      String logs = node.logs();
      node.close();
      throw new IllegalStateException(
          kind.image() + " did not get ready: " + e.getMessage() + "; the end of its log:\n" + logs,
          e);
    }
  }

  private synchronized Toxiproxy toxiproxy() {
    if (toxiproxy == null) {
      Ground ground = ground();
      Box box = new Box(Toxiproxy.ALIAS, Images.of("toxiproxy"), ground);
      box.addExposedPort(TOXIPROXY_CONTROL);
      for (int port = Toxiproxy.FIRST_PORT; port <= Toxiproxy.LAST_PORT; port++) {
        box.addExposedPort(port);
      }
      // The image has no shell, which a look at its ports from inside would need.
      box.waitingFor(Wait.forHttp("/version").forPort(TOXIPROXY_CONTROL));
      box.start();
      toxiproxy =
          new Toxiproxy(box.getHost(), box.getMappedPort(TOXIPROXY_CONTROL), box::getMappedPort);
    }
    return toxiproxy;
  }

  private synchronized Ground ground() {
    if (network == null) {
      Leftovers.removeOfTheDead();
      Runtime.getRuntime().addShutdownHook(interrupted);
      network =
          Network.builder()
              .createNetworkCmdModifier(command -> command.withLabels(owner.labels()))
              .build();
    }
    return new Ground(owner, network, this::toxiproxy, aside);
  }
}
