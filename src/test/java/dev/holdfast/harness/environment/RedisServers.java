package dev.holdfast.harness.environment;

import java.util.ArrayList;
import java.util.List;

/**
 * Redis servers of an arm's own, as many as it starts and set up as it likes: for claims that fill,
 * freeze or kill one, or need several. They begin empty, and keep nothing on disk.
 */
public final class RedisServers implements AutoCloseable {
  private final RedisServersNode node;
  private final String arm;
  private final List<RedisServer> started = new ArrayList<>();

  RedisServers(RedisServersNode node, String arm) {
    this.node = node;
    this.arm = arm;
  }

  /**
   * Starts one, and returns once it answers.
   *
   * @param options as of the command line: {@code "--maxmemory", "20mb"}
   */
  public RedisServer start(String... options) {
    RedisServer server = node.start(started.size(), options);
    started.add(server);
    return server;
  }

  /** One that copies what another has. */
  public RedisServer startReplicaOf(RedisServer primary) {
    return start("--replicaof", RedisServer.BESIDE + " " + primary.port());
  }

  /** Ends the lease: complains when the arm left a connection open, and ends the servers. */
  @Override
  public void close() {
    try {
      for (RedisServer server : started) {
        if (node.runs(server)) {
          server.awaitLeft(arm);
        }
      }
    } finally {
      started.forEach(server -> server.judge().close());
      node.end();
    }
  }
}
