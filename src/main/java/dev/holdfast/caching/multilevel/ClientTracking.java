package dev.holdfast.caching.multilevel;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Invalidations by the server itself: client tracking in broadcasting mode, on a connection of its
 * own. Whoever writes, with whatever client, is heard, and the writer has nothing to tell.
 *
 * <p>Each session asks for tracking anew, since the server forgets it with the connection. An
 * emptied server tells that anything was written. Broadcasting costs the server no memory a key,
 * and tells every process of each write below the prefix, also when it was its own, and of a value
 * that a reader fills in. Needs RESP3, Lettuce's default, and one primary.
 *
 * <p>Costs: opening is one command, a heartbeat another. Thread-safe. Errors are Lettuce's {@code
 * RedisException}. Redis' manual, Client-side caching, Broadcasting mode.
 */
public final class ClientTracking implements InvalidationFeed {
  private final String prefix;
  private final RedisClient client;
  private final RedisURI uri;

  /**
   * @param prefix of the keys that are told; without one every write of the server would be
   * @param client opens the connections, to the uri
   */
  public ClientTracking(String prefix, RedisClient client, RedisURI uri) {
    if (prefix.isEmpty()) {
      throw new IllegalArgumentException(
          "prefix is empty: every write of the server would be told, give the cache's own");
    }
    this.prefix = prefix;
    this.client = client;
    this.uri = uri;
  }

  @Override
  public CompletionStage<Session> open(Listener listener) {
    return client
        .connectAsync(StringCodec.UTF8, uri)
        .thenCompose(connection -> new Tracked(connection, listener).begin());
  }

  private final class Tracked implements Session, PushListener, RedisConnectionStateListener {
    private final StatefulRedisConnection<String, String> connection;
    private final Listener listener;

    Tracked(StatefulRedisConnection<String, String> connection, Listener listener) {
      this.connection = connection;
      this.listener = listener;
    }

    CompletionStage<Session> begin() {
      connection.addListener((RedisConnectionStateListener) this);
      connection.addListener((PushListener) this);
      return connection
          .async()
          .clientTracking(TrackingArgs.Builder.enabled().bcast().prefixes(prefix))
          .<Session>thenApply(_ -> this)
          .whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  close();
                }
              });
    }

    @Override
    public void onPushMessage(PushMessage message) {
      if (!message.getType().equals("invalidate")) {
        return;
      }
      Object keys = message.getContent(StringCodec.UTF8::decodeKey).getLast();
      if (keys instanceof List<?> written) {
        written.forEach(key -> listener.written((String) key));
      } else {
        listener.anythingWritten(); // null: the server was emptied
      }
    }

    @Override
    public CompletionStage<?> heartbeat() {
      return connection.async().ping();
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> closed) {
      listener.disconnected();
    }

    @Override
    public void close() {
      var _ = connection.closeAsync();
    }
  }
}
