package dev.holdfast.caching;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The nodes' clients of Redis, one a node, with the same settings in every arm: a command is not
 * kept for a connection that is gone, and has a time-out. What the driver queues and replays by
 * default is another claim's subject.
 */
public final class Clients implements AutoCloseable {
  private static final Duration COMMAND = Duration.ofSeconds(10);
  private static final Duration SHUTDOWN = Duration.ofSeconds(2);

  private final ClientResources resources = ClientResources.create();
  private final List<RedisClient> clients = new ArrayList<>();

  /** A node's client, closed with the others. */
  public RedisClient node(RedisURI uri) {
    RedisClient client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(COMMAND))
            .build());
    clients.add(client);
    return client;
  }

  /** A node's one connection. */
  public StatefulRedisConnection<String, String> connect(RedisURI uri) {
    return node(uri).connect();
  }

  @Override
  public void close() {
    clients.forEach(client -> client.shutdown(Duration.ZERO, SHUTDOWN));
    resources.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
