package dev.holdfast.caching.multilevel;

import java.util.concurrent.CompletionStage;

/**
 * Evicts the key that a message names. What names none, a gap or an emptied server, is passed over.
 */
public final class NaiveNamedKeysOnly implements InvalidationFeed {
  private final InvalidationFeed feed;

  public NaiveNamedKeysOnly(InvalidationFeed feed) {
    this.feed = feed;
  }

  @Override
  public CompletionStage<Session> open(Listener cache) {
    return feed.open(
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
            cache.disconnected();
          }
        });
  }
}
