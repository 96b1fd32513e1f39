package dev.holdfast.caching.examples.prices;

import static java.util.Objects.requireNonNull;

import dev.holdfast.caching.Clients;
import dev.holdfast.caching.multilevel.InvalidationChannel;
import dev.holdfast.caching.multilevel.Versioned;
import dev.holdfast.caching.multilevel.VersionedStore;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.history.History;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.SQLException;
import java.util.function.Consumer;

/** A further process that only writes, and whose messages may be lost on their way. */
final class Writer implements AutoCloseable {
  private final History history;
  private final Clients clients = new Clients();
  private final PriceTable table;
  private final StatefulRedisConnection<String, String> connection;
  private final VersionedStore store;
  private final InvalidationChannel channel;

  Writer(Postgres postgres, Redis redis, History history) {
    this.history = history;
    table = new PriceTable(postgres.dataSource());
    RedisClient client = clients.node(redis.uri());
    connection = client.connect();
    store = new VersionedStore(connection, PriceNode.KEPT);
    channel = new InvalidationChannel(PriceNode.CHANNEL, connection, client, redis.uri());
  }

  boolean write(int id, long cents, Consumer<String> announce) throws SQLException {
    History.Invocation invocation = history.invoke("writer", BoundedStaleness.WRITE + id);
    Versioned changed = requireNonNull(table.change(id, cents));
    store.put(PriceService.key(id), changed);
    announce.accept(PriceService.key(id));
    invocation.ok(Long.toString(changed.version()));
    return true;
  }

  void announce(String key) {
    channel.publish(key);
  }

  /** It is numbered, and reaches nobody. */
  void lose(String key) {
    connection.sync().incr(PriceNode.CHANNEL);
  }

  @Override
  public void close() {
    clients.close();
  }
}
