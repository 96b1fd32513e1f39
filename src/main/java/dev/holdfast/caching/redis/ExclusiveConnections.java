package dev.holdfast.caching.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lends connections for what must not be shared: a transaction, in which whatever comes by is
 * queued, and commands that block, behind which whatever comes by waits. Everything else may share
 * one connection.
 *
 * <p>A connection that comes back in the middle of a transaction, or closed, is not lent again.
 * Limit: what was put into a connection's state (a database, a name, a watch) is its user's to
 * undo. Thread-safe. Source: Lettuce's documentation, "Connection Pooling": when pools are needed.
 */
public final class ExclusiveConnections implements AutoCloseable {
  private final Supplier<StatefulRedisConnection<String, String>> connect;
  private final Semaphore free;
  private final Duration patience;
  private final ConcurrentLinkedDeque<StatefulRedisConnection<String, String>> idle =
      new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /**
   * @param most connections at once
   * @param patience how long a caller waits for one
   */
  public ExclusiveConnections(
      Supplier<StatefulRedisConnection<String, String>> connect, int most, Duration patience) {
    if (most < 1) {
      throw new IllegalArgumentException("most is " + most + " connections; it must be at least 1");
    }
    this.connect = connect;
    this.free = new Semaphore(most);
    this.patience = patience;
  }

  /**
   * Does something on a connection that nobody else uses meanwhile.
   *
   * @throws IllegalStateException when none was free in time, or this is closed
   */
  public <T> T on(Function<StatefulRedisConnection<String, String>, T> work)
      throws InterruptedException {
    if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException(
          "no connection was free within %d ms; allow more, or work for shorter"
              .formatted(patience.toMillis()));
    }
    try {
      StatefulRedisConnection<String, String> connection = lend();
      try {
        return work.apply(connection);
      } finally {
        giveBack(connection);
      }
    } finally {
      free.release();
    }
  }

  private StatefulRedisConnection<String, String> lend() {
    if (closed) {
      throw new IllegalStateException("these connections were closed");
    }
    StatefulRedisConnection<String, String> waiting = idle.pollLast();
    return waiting != null ? waiting : connect.get();
  }

  private void giveBack(StatefulRedisConnection<String, String> connection) {
    if (closed || connection.isMulti() || !connection.isOpen()) {
      connection.close();
    } else {
      idle.addLast(connection);
    }
  }

  /** Closes those that are idle, and each other when it comes back. */
  @Override
  public void close() {
    closed = true;
    for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
      connection.close();
    }
  }
}
