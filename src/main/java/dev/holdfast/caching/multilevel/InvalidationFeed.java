package dev.holdfast.caching.multilevel;

import java.util.concurrent.CompletionStage;

/** How a process hears what others wrote. Its connection is its own: a push link. Thread-safe. */
public interface InvalidationFeed {
  /**
   * Opens a connection; the stage completes once every later write will be told, and fails with
   * nothing left open.
   */
  CompletionStage<Session> open(Listener listener);

  /** An open connection. */
  interface Session extends AutoCloseable {
    /**
     * Asks the server, over the same connection, for a sign of life; fails when it is closed. What
     * the answer shows to be missing is told to the listener first.
     */
    CompletionStage<?> heartbeat();

    /** Does not wait. */
    @Override
    void close();
  }

  /** Who is told, on the driver's own thread: never to be blocked. */
  interface Listener {
    /** The key was written. */
    void written(String key);

    /** Any key may have been written: a message was lost, or the server was emptied. */
    void anythingWritten();

    /** The connection is gone. */
    void disconnected();
  }
}
