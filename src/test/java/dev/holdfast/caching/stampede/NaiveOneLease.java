package dev.holdfast.caching.stampede;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/** One lease for all keys of a cache: whoever loads, loads alone. */
final class NaiveOneLease implements LeaseStore {
  private final StatefulRedisConnection<String, String> connection;
  private final LeaseOptions options;
  private final String lease;
  private final LeaseStore store;

  /**
   * @param lease the slot in which it stands
   */
  NaiveOneLease(
      StatefulRedisConnection<String, String> connection, LeaseOptions options, String lease) {
    this.connection = connection;
    this.options = options;
    this.lease = lease;
    this.store = new RedisLeaseStore(connection, options);
  }

  @Override
  public @Nullable String read(String key) {
    return store.read(key);
  }

  @Override
  public Slot take(String key, String token) {
    String value = read(key);
    return value == null ? store.take(lease, token) : new Slot.Value(value);
  }

  @Override
  public boolean fill(String key, String token, String value) {
    SetArgs kept = SetArgs.Builder.px(options.timeToLive());
    connection.sync().set(key, RedisLeaseStore.VALUE + value, kept);
    return store.release(lease, token);
  }

  @Override
  public boolean release(String key, String token) {
    return store.release(lease, token);
  }
}
