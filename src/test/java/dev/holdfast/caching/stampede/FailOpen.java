package dev.holdfast.caching.stampede;

import dev.holdfast.caching.Clients;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A source behind a Redis that has every value: who cannot reach Redis asks the source instead. The
 * same in every arm; what stands before and behind it differs.
 */
final class FailOpen implements AutoCloseable {
  private final Redis redis;
  private final Faults faults;
  private final Link link;
  private final int keys;
  private final Clients clients = new Clients();
  private final StatefulRedisConnection<String, String> connection;
  private final AtomicInteger unreachable = new AtomicInteger();
  private final Table table = new Table();

  /**
   * @param keys that are in Redis and in the source
   */
  FailOpen(Redis redis, Faults faults, int keys) {
    this.redis = redis;
    this.faults = faults;
    this.keys = keys;
    link = faults.link(redis.upstream());
    connection = clients.connect(redis.uri(link));
    for (int i = 0; i < keys; i++) {
      redis.judge().sync().set(key(i), "value");
      table.insert(key(i), "value");
    }
  }

  /**
   * What one arm saw.
   *
   * @param unreachable how often Redis could not be asked
   * @param loads of the source, by its own count
   * @param atOnce the most loads that it bore at once
   */
  record Flood(int answered, int unreachable, int loads, int atOnce) {}

  /** The value from Redis, or by this load if Redis cannot be asked. */
  String get(String key, Callable<String> load) throws Exception {
    String value = fromRedis(key);
    return value.isEmpty() ? load.call() : value;
  }

  Table table() {
    return table;
  }

  /** All callers at once, spread over the keys, while Redis is away. */
  Flood flood(int callers, PriceCache cache) throws InterruptedException {
    try (Fault _ = faults.outage(link)) {
      int answered = Rush.answered(callers, caller -> () -> cache.get(key(caller % keys)));
      return new Flood(answered, unreachable.get(), table.lookups(), table.mostAtOnce());
    }
  }

  @Override
  public void close() {
    clients.close();
  }

  private String key(int number) {
    return redis.key("price-" + number);
  }

  private String fromRedis(String key) {
    try {
      String value = connection.sync().get(key);
      return value == null ? "" : value;
    } catch (RedisException _) {
      unreachable.incrementAndGet();
      return "";
    }
  }
}
