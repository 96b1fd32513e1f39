package dev.holdfast.caching.examples.prices;

import dev.holdfast.caching.multilevel.InvalidationFeed;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Evicts the key of each message that comes: nobody looks at the numbers, asks whether the link is
 * alive, or minds that it was closed; the driver opens it again.
 */
final class NaiveListener implements InvalidationFeed {
  private final RedisClient client;
  private final RedisURI uri;

  NaiveListener(RedisClient client, RedisURI uri) {
    this.client = client;
    this.uri = uri;
  }

  @Override
  public CompletionStage<Session> open(Listener listener) {
    return client
        .connectPubSubAsync(StringCodec.UTF8, uri)
        .thenCompose(
            connection -> {
              connection.addListener(
                  new RedisPubSubAdapter<String, String>() {
                    @Override
                    public void message(String channel, String message) {
                      listener.written(message.substring(message.indexOf(' ') + 1));
                    }
                  });
              return connection
                  .async()
                  .subscribe(PriceNode.CHANNEL)
                  .thenApply(_ -> new Unwatched(connection));
            });
  }

  private record Unwatched(StatefulRedisPubSubConnection<String, String> connection)
      implements Session {
    @Override
    public CompletionStage<?> heartbeat() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      var _ = connection.closeAsync();
    }
  }
}
