package dev.holdfast.harness.environment;

import java.time.Duration;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * One Redis for all claims of a run, without persistence; an arm gets it empty, with a key space of
 * its own.
 */
final class RedisNode implements Node<Redis> {
  static final int PORT = 6379;
  private static final Duration READY = Duration.ofSeconds(30);

  private final Box box;

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
  }

  @Override
  public boolean running() {
    return box.isRunning();
  }

  @Override
  public Redis lease(String arm) {
    return new Redis(box, arm);
  }

  @Override
  public String logs() {
    return box.tail();
  }

  @Override
  public void close() {
    box.stop();
  }
}
