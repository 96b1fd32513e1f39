package dev.holdfast.caching.multilevel;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A feed that counts the keys which reached the reader. */
final class Heard implements InvalidationFeed {
  private final InvalidationFeed feed;
  private final AtomicInteger keys = new AtomicInteger();

  Heard(InvalidationFeed feed) {
    this.feed = feed;
  }

  int keys() {
    return keys.get();
  }

  @Override
  public CompletionStage<Session> open(Listener reader) {
    return feed.open(
        new Listener() {
          @Override
          public void written(String key) {
            keys.incrementAndGet();
            reader.written(key);
          }

          @Override
          public void anythingWritten() {
            reader.anythingWritten();
          }

          @Override
          public void disconnected() {
            reader.disconnected();
          }
        });
  }
}
