package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.faults.Upstream;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A key space of an arm's own on the Redis of the run, which is empty when the arm begins. */
public final class Redis implements AutoCloseable {
  private static final Duration LEFT_WITHIN = Duration.ofSeconds(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Box box;
  private final String arm;
  private final StatefulRedisConnection<String, String> judge;

  Redis(Box box, String arm, StatefulRedisConnection<String, String> judge) {
    this.box = box;
    this.arm = arm;
    this.judge = judge;
    judge.sync().flushall();
    judge.sync().scriptFlush();
    judge.sync().configResetstat();
  }

  /** Straight to the server: for clients that no fault is to hit. */
  public RedisURI uri() {
    return RedisURI.create(box.getHost(), box.getMappedPort(RedisNode.PORT));
  }

  /** By a link, so that the path can be broken. */
  public RedisURI uri(Link link) {
    return RedisURI.create(link.host(), link.port());
  }

  /** The server as a proxy sees it. */
  public Upstream upstream() {
    return box.upstream(
        RedisNode.PORT,
        new Upstream.Knock("PING\r\n".getBytes(StandardCharsets.US_ASCII), "+PONG\r\n".length()));
  }

  /** A key that no other arm uses. */
  public String key(String name) {
    return arm + ":" + name;
  }

  /** The harness's own connection, which no fault hits: for set-up and judging. */
  public StatefulRedisConnection<String, String> judge() {
    return judge;
  }

  /**
   * How often a command was called since the arm began, as the server counts it; scripts count what
   * they call.
   */
  public long calls(String command) {
    String stats = judge.sync().info("commandstats");
    return stats
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
        .map(line -> line.substring(line.indexOf('=') + 1, line.indexOf(',')))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  /**
   * Ends the lease: complains when the arm left a connection open, and empties the server either
   * way.
   */
  @Override
  public void close() {
    try {
      Awaitility.await("connections that arm " + arm + " left open to Redis")
          .atMost(LEFT_WITHIN)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK_EVERY)
          .until(() -> connections() == 1);
    } finally {
      judge.sync().flushall();
      judge.close();
    }
  }

  private long connections() {
    return judge.sync().clientList().lines().filter(line -> line.startsWith("id=")).count();
  }
}
