package dev.holdfast.harness.environment;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * One Redis for all claims of a run, without persistence; an arm gets it empty, with a key space of
 * its own.
 */
final class RedisNode implements Node<Redis> {
  static final int PORT = 6379;
  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  private final Box box;
  private @Nullable RedisClient client;

  RedisNode(Ground ground) {
    box =
        new Box("redis", Images.of("redis"), ground)
            .withExposedPorts(PORT)
            .withCommand("redis-server", "--save", "", "--appendonly", "no")
            .waitingFor(
                Wait.forLogMessage(".*Ready to accept connections.*\\s", 1)
                    .withStartupTimeout(READY));
  }

  @Override
  public void start() {
    box.start();
    client = RedisClient.create(RedisURI.create(box.getHost(), box.getMappedPort(PORT)));
  }

  @Override
  public boolean running() {
    return box.isRunning();
  }

  @Override
  public Redis lease(String arm) {
    return new Redis(box, arm, Objects.requireNonNull(client, "not started").connect());
  }

  @Override
  public String logs() {
    return box.tail();
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdown(Duration.ZERO, CLOSED_WITHIN);
    }
    box.stop();
  }
}
