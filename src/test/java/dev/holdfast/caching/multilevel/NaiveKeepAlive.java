package dev.holdfast.caching.multilevel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A link without a heartbeat: TCP's keep-alive will tell when it is dead. */
public final class NaiveKeepAlive implements InvalidationFeed {
  private final InvalidationFeed feed;

  public NaiveKeepAlive(InvalidationFeed feed) {
    this.feed = feed;
  }

  @Override
  public CompletionStage<Session> open(Listener listener) {
    return feed.open(listener).thenApply(Quiet::new);
  }

  private record Quiet(Session session) implements Session {
    @Override
    public CompletionStage<?> heartbeat() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
