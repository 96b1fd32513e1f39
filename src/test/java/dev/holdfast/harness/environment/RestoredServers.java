package dev.holdfast.harness.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Servers of an arm's own, each on files that the arm has made. */
public final class RestoredServers implements AutoCloseable {
  private final RestoredServersNode node;
  private final String arm;
  private final List<Started> started = new ArrayList<>();
  private @Nullable Path directory;

  RestoredServers(RestoredServersNode node, String arm) {
    this.node = node;
    this.arm = arm;
  }

  /** An empty directory of the arm's own, removed at its end. */
  public Path directory() {
    try {
      directory = Files.createTempDirectory("holdfast-" + arm);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for the arm's files", e);
    }
  }

  /**
   * Starts a server on a copy of these files; returns when it takes writes, or has refused to
   * start.
   *
   * @param database as the files know it from the server that they are of
   */
  public Started start(Path data, Postgres database) {
    Started server = node.start(arm + "-restored-" + started.size(), data, database);
    started.add(server);
    return server;
  }

  /** Ends the lease: complains about connections that the arm left open. */
  @Override
  public void close() {
    try {
      started.forEach(server -> server.database().ifPresent(Postgres::awaitLeft));
    } finally {
      node.stopAll();
      remove();
    }
  }

  private void remove() {
    if (directory == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not remove " + directory, e);
    }
  }

  /**
   * @param database empty when the server has refused to start
   * @param refusal the server's own words; empty when it takes writes
   */
  public record Started(Optional<Postgres> database, String refusal) {}
}
