package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Victim;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A Redis of an arm's own: a process that can be frozen, killed and started again, on one port. */
public final class RedisServer extends RedisEndpoint implements Victim {
  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);

  /** Where the servers of an arm find each other. */
  static final String BESIDE = "127.0.0.1";

  private final RedisServersNode node;
  private final int port;
  private final String start;

  /**
   * @param start the command that starts it, and returns once it answers
   */
  RedisServer(
      RedisServersNode node,
      int port,
      String start,
      StatefulRedisConnection<String, String> judge) {
    super(node.box(), port, judge);
    this.node = node;
    this.port = port;
    this.start = start;
  }

  @Override
  public String name() {
    return "redis-" + port;
  }

  @Override
  public void pause() {
    signal("SIGSTOP");
  }

  @Override
  public void resume() {
    signal("SIGCONT");
  }

  @Override
  public void signal(String signal) {
    node.execute("kill -s %s $(cat %s)".formatted(signal.substring("SIG".length()), pid(port)));
  }

  /** With what it was started with; its data is gone, unless it was told to keep some. */
  @Override
  public void restart() {
    node.execute(start);
    // The harness's connection may meet the old process's end once more before it is back.
    Awaitility.await(name() + " answers the harness again")
        .atMost(BACK_WITHIN)
        .ignoreExceptionsInstanceOf(RedisException.class)
        .until(() -> judge().sync().ping().equals("PONG"));
  }

  int port() {
    return port;
  }

  static String home(int port) {
    return "/tmp/redis-" + port;
  }

  static String pid(int port) {
    return home(port) + "/pid";
  }

  /** From now on it copies what another one of the arm has, and refuses writes. */
  public void replicate(RedisServer primary) {
    judge().sync().replicaof(BESIDE, primary.port);
  }
}
