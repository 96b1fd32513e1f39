package dev.holdfast.caching.stampede;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/** SETNX as a lock without an expiry: its owner will surely release it. */
final class NaiveImmortalLease implements LeaseStore {
  private final StatefulRedisConnection<String, String> connection;
  private final LeaseStore store;

  NaiveImmortalLease(StatefulRedisConnection<String, String> connection, LeaseOptions options) {
    this.connection = connection;
    this.store = new RedisLeaseStore(connection, options);
  }

  @Override
  public Slot take(String key, String token) {
    // The subject's command, less its PX.
    String found =
        connection.sync().setGet(key, RedisLeaseStore.LEASE + token, SetArgs.Builder.nx());
    if (found == null) {
      return new Slot.Granted();
    }
    String value = read(key);
    return value == null ? new Slot.Held() : new Slot.Value(value);
  }

  @Override
  public @Nullable String read(String key) {
    return store.read(key);
  }

  @Override
  public boolean fill(String key, String token, String value) {
    return store.fill(key, token, value);
  }

  @Override
  public boolean release(String key, String token) {
    return store.release(key, token);
  }
}
