package dev.holdfast.caching.redis;

import dev.holdfast.caching.Clients;
import dev.holdfast.harness.environment.Redis;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.function.Function;

/** The connection that all share, and the places beside it. */
final class Connections implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Clients clients = new Clients();
  final StatefulRedisConnection<String, String> shared;
  private final ExclusiveConnections exclusive;

  Connections(Redis redis) {
    shared = clients.connect(redis.uri());
    exclusive = new ExclusiveConnections(() -> clients.connect(redis.uri()), 1, PATIENCE);
  }

  Place own() {
    return exclusive::on;
  }

  Place together() {
    return new Place() {
      @Override
      public <T> T on(Function<StatefulRedisConnection<String, String>, T> work) {
        return work.apply(shared);
      }
    };
  }

  @Override
  public void close() {
    exclusive.close();
    clients.close();
  }
}
