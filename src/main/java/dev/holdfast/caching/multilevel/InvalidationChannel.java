package dev.holdfast.caching.multilevel;

import dev.holdfast.caching.Script;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations by publish and subscribe, numbered, so that a lost one is noticed.
 *
 * <p>Redis numbers them in the step that publishes them, in a key named as the channel. A
 * subscriber that misses a number tells that anything may have been written; when the lost message
 * was the last one, its next heartbeat finds the number ahead of what it heard. A number that went
 * back, since Redis was emptied or replaced, is taken the same way.
 *
 * <p>The number is asked for on the subscribed connection, so its answer comes behind the messages
 * that it counts: this needs RESP3, Lettuce's default. One primary: a cluster would send the
 * question elsewhere. A writer that dies between its write and {@link #publish} tells nobody.
 *
 * <p>Costs: publishing is one command, a heartbeat another, opening two. Thread-safe. Errors are
 * Lettuce's {@code RedisException}. Hazelcast's near cache numbers its invalidations too.
 */
public final class InvalidationChannel implements InvalidationFeed {
  private static final Script<Long> PUBLISH =
      Script.ofNumber(
          """
          local number = redis.call('incr', KEYS[1])
          redis.call('publish', KEYS[1], string.format('%.0f %s', number, ARGV[1]))
          return 1
          """);

  private final String channel;
  private final RedisCommands<String, String> redis;
  private final Connector connector;

  /** How a subscriber's connection is opened. */
  interface Connector {
    CompletionStage<StatefulRedisPubSubConnection<String, String>> connect();
  }

  /**
   * @param channel names the channel, and the key of its number
   * @param connection publishes; it stays its owner's
   * @param client opens the subscriber's connections, to the uri
   */
  public InvalidationChannel(
      String channel,
      StatefulRedisConnection<String, String> connection,
      RedisClient client,
      RedisURI uri) {
    this(channel, connection, () -> client.connectPubSubAsync(StringCodec.UTF8, uri));
  }

  InvalidationChannel(
      String channel, StatefulRedisConnection<String, String> connection, Connector connector) {
    this.channel = channel;
    this.redis = connection.sync();
    this.connector = connector;
  }

  /** Tells every subscriber that the key was written; call it after the write, not before. */
  public void publish(String key) {
    PUBLISH.run(redis, channel, key);
  }

  @Override
  public CompletionStage<Session> open(Listener listener) {
    return connector.connect().thenCompose(opened -> new Subscription(opened, listener).begin());
  }

  private final class Subscription extends RedisPubSubAdapter<String, String>
      implements Session, RedisConnectionStateListener {
    private final StatefulRedisPubSubConnection<String, String> connection;
    private final Listener listener;
    private long heard;

    Subscription(StatefulRedisPubSubConnection<String, String> connection, Listener listener) {
      this.connection = connection;
      this.listener = listener;
    }

    CompletionStage<Session> begin() {
      connection.addListener((RedisConnectionStateListener) this);
      connection.addListener((RedisPubSubAdapter<String, String>) this);
      return connection
          .async()
          .subscribe(channel)
          .thenCompose(_ -> connection.async().get(channel))
          .<Session>thenApply(
              number -> {
                ahead(number); // where it begins
                return this;
              })
          .whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  close();
                }
              });
    }

    @Override
    public void message(String on, String message) {
      int space = message.indexOf(' ');
      if (ahead(message.substring(0, space)) == 1) {
        listener.written(message.substring(space + 1));
      } else {
        listener.anythingWritten();
      }
    }

    @Override
    public CompletionStage<?> heartbeat() {
      return connection
          .async()
          .get(channel)
          .thenAccept(
              number -> {
                if (ahead(number) != 0) {
                  listener.anythingWritten();
                }
              });
    }

    /** How far the number is ahead of the last one; none is the one before the first. */
    private synchronized long ahead(@Nullable String number) {
      long before = heard;
      heard = number == null ? 0 : Long.parseLong(number);
      return heard - before;
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
