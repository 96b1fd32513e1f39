package dev.holdfast.caching.multilevel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Leaves the connection to the driver: neither its end nor its silence is told to the cache. */
public final class NaiveUnwatched implements InvalidationFeed {
  private final InvalidationFeed feed;

  public NaiveUnwatched(InvalidationFeed feed) {
    this.feed = feed;
  }

  @Override
  public CompletionStage<Session> open(Listener cache) {
    Listener messages =
        new Listener() {
          @Override
          public void written(String key) {
            cache.written(key);
          }

          @Override
          public void anythingWritten() {
            cache.anythingWritten();
          }

          @Override
          public void disconnected() {
            // the driver connects again
          }
        };
    return feed.open(messages).thenApply(Undisturbed::new);
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
