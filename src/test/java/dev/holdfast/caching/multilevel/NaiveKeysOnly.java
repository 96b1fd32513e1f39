package dev.holdfast.caching.multilevel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A listener that evicts the keys that it is told, and does nothing else: the driver restores a
 * lost connection, and what was not told was not written.
 */
final class NaiveKeysOnly implements InvalidationFeed {
  private final InvalidationFeed feed;

  NaiveKeysOnly(InvalidationFeed feed) {
    this.feed = feed;
  }

  @Override
  public CompletionStage<Session> open(Listener cache) {
    Listener keys =
        new Listener() {
          @Override
          public void written(String key) {
            cache.written(key);
          }

          @Override
          public void anythingWritten() {
            // it names no key
          }

          @Override
          public void disconnected() {
            // the driver connects again
          }
        };
    return feed.open(keys).thenApply(Undisturbed::new);
  }

  private record Undisturbed(Session session) implements Session {
    @Override
    public CompletionStage<?> heartbeat() {
      return session.heartbeat().handle((_, _) -> CompletableFuture.completedFuture(null));
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
