package dev.holdfast.caching.stampede;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/** Lock, load, SET, or DEL when the load failed: who got the lock will still have it. */
final class NaiveUncheckedWrites implements LeaseStore {
  private final StatefulRedisConnection<String, String> connection;
  private final LeaseOptions options;
  private final LeaseStore store;

  NaiveUncheckedWrites(StatefulRedisConnection<String, String> connection, LeaseOptions options) {
    this.connection = connection;
    this.options = options;
    this.store = new RedisLeaseStore(connection, options);
  }

  @Override
  public @Nullable String read(String key) {
    return store.read(key);
  }

  @Override
  public Slot take(String key, String token) {
    return store.take(key, token);
  }

  @Override
  public boolean fill(String key, String token, String value) {
    SetArgs kept = SetArgs.Builder.px(options.timeToLive());
    connection.sync().set(key, RedisLeaseStore.VALUE + value, kept);
    return true;
  }

  @Override
  public boolean release(String key, String token) {
    return connection.sync().del(key) == 1;
  }
}
