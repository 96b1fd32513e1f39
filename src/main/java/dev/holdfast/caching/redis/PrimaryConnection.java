package dev.holdfast.caching.redis;

import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connection to whichever server is the primary now. A server that was demoted keeps its
 * connections open and refuses each write; here the first refusal is the sign to leave it, and the
 * write goes to its successor.
 *
 * <p>A refused write did nothing, so it is safe to send it again; it is sent once more, not for
 * ever. Limits: reads on a demoted server are answered, and may be old, until somebody writes; who
 * the primary is must be known by somebody else (Sentinel, a name). Thread-safe; errors are the
 * driver's. Metric: {@code redis.demotions}. Source: Redis' documentation, Sentinel clients, which
 * have to connect anew after a failover.
 */
public final class PrimaryConnection implements AutoCloseable {
  private final Supplier<StatefulRedisConnection<String, String>> toPrimary;
  private final Counter demotions;
  private StatefulRedisConnection<String, String> current;

  /**
   * @param toPrimary finds out who the primary is, and connects to it
   */
  public PrimaryConnection(
      Supplier<StatefulRedisConnection<String, String>> toPrimary, MeterRegistry meters) {
    this.toPrimary = toPrimary;
    this.demotions = meters.counter("redis.demotions");
    this.current = toPrimary.get();
  }

  /** Does something on the primary. */
  public <T> T call(Function<RedisCommands<String, String>, T> commands) {
    StatefulRedisConnection<String, String> connection = current();
    try {
      return commands.apply(connection.sync());
    } catch (RedisReadOnlyException _) {
      return commands.apply(successorOf(connection).sync());
    }
  }

  private synchronized StatefulRedisConnection<String, String> current() {
    return current;
  }

  private synchronized StatefulRedisConnection<String, String> successorOf(
      StatefulRedisConnection<String, String> demoted) {
    if (current.equals(demoted)) { // else somebody was refused before, and has done it
      demotions.increment();
      current = toPrimary.get();
      var _ = demoted.closeAsync();
    }
    return current;
  }

  @Override
  public synchronized void close() {
    current.close();
  }
}
