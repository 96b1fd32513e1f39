package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.faults.Upstream;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A Redis that an arm uses: how its clients reach it, and what it says of itself. */
public abstract sealed class RedisEndpoint permits Redis, RedisServer {
  private static final Duration LEFT_WITHIN = Duration.ofSeconds(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Box box;
  private final int port;
  private final StatefulRedisConnection<String, String> judge;

  RedisEndpoint(Box box, int port, StatefulRedisConnection<String, String> judge) {
    this.box = box;
    this.port = port;
    this.judge = judge;
  }

  /** Straight to the server: for clients that no fault is to hit. */
  public final RedisURI uri() {
    return RedisURI.create(box.getHost(), box.getMappedPort(port));
  }

  /** By a link, so that the path can be broken. */
  public final RedisURI uri(Link link) {
    return RedisURI.create(link.host(), link.port());
  }

  /** The server as a proxy sees it. */
  public final Upstream upstream() {
    return box.upstream(
        port,
        new Upstream.Knock("PING\r\n".getBytes(StandardCharsets.US_ASCII), "+PONG\r\n".length()));
  }

  /** The harness's own connection, which no fault hits: for set-up and judging. */
  public final StatefulRedisConnection<String, String> judge() {
    return judge;
  }

  /**
   * How often a command was called since the arm began, as the server counts it; scripts count what
   * they call.
   */
  public final long calls(String command) {
    String stats = judge.sync().info("commandstats");
    return stats
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
        .map(line -> line.substring(line.indexOf('=') + 1, line.indexOf(',')))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  /** Waits until nobody but the harness is connected; complains about whoever stays. */
  final void awaitLeft(String arm) {
    Awaitility.await("connections that arm " + arm + " left open to Redis")
        .atMost(LEFT_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(() -> clients() == 1);
  }

  /** Without other servers, which replicate from this one or to it. */
  private long clients() {
    return judge
        .sync()
        .clientList()
        .lines()
        .filter(line -> line.startsWith("id=") && !line.matches(".* flags=\\w*[SM]\\w* .*"))
        .count();
  }
}
