package dev.holdfast.caching.redis;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads many keys in the time of about one round trip: all questions are sent before the first
 * answer is waited for. On a cluster too, where MGET is refused for keys of several slots.
 *
 * <p>Cost: one GET a key. Limits: answers stand in memory together, so a few thousand keys a call;
 * all of them share one time-out. Immutable, thread-safe; errors are the driver's. Source: Redis'
 * documentation, "Pipelining"; Lettuce's, "Pipelining and command flushing".
 */
public final class PipelinedReads {
  private final StatefulRedisConnection<String, String> connection;
  private final Duration patience;

  /**
   * @param patience for all answers together
   */
  public PipelinedReads(StatefulRedisConnection<String, String> connection, Duration patience) {
    this.connection = connection;
    this.patience = patience;
  }

  /** The values of the keys, in their order. */
  public List<Optional<String>> get(List<String> keys) {
    List<RedisFuture<String>> sent = new ArrayList<>(keys.size());
    for (String key : keys) {
      sent.add(connection.async().get(key));
    }
    if (!LettuceFutures.awaitAll(
        patience.toNanos(), TimeUnit.NANOSECONDS, sent.toArray(RedisFuture[]::new))) {
      throw new RedisCommandTimeoutException(
          "not all of %d keys were answered within %d ms"
              .formatted(keys.size(), patience.toMillis()));
    }
    return sent.stream()
        .map(answer -> Optional.ofNullable(answer.toCompletableFuture().join()))
        .toList();
  }
}
