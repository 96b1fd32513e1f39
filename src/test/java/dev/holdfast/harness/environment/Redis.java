package dev.holdfast.harness.environment;

import io.lettuce.core.api.StatefulRedisConnection;

/** A key space of an arm's own on the Redis of the run, which is empty when the arm begins. */
public final class Redis extends RedisEndpoint implements AutoCloseable {
  private final String arm;

  Redis(Box box, String arm, StatefulRedisConnection<String, String> judge) {
    super(box, RedisNode.PORT, judge);
    this.arm = arm;
    judge.sync().flushall();
    judge.sync().scriptFlush();
    judge.sync().configResetstat();
  }

  /** A key that no other arm uses. */
  public String key(String name) {
    return arm + ":" + name;
  }

  /**
   * Ends the lease: complains when the arm left a connection open, and empties the server either
   * way.
   */
  @Override
  public void close() {
    try {
      awaitLeft(arm);
    } finally {
      judge().sync().flushall();
      judge().close();
    }
  }
}
