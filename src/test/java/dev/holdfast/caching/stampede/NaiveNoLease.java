package dev.holdfast.caching.stampede;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/** A shared cache without a lease: whoever finds nothing loads, and sets what it found. */
final class NaiveNoLease implements LeaseStore {
  private final StatefulRedisConnection<String, String> connection;
  private final LeaseOptions options;

  NaiveNoLease(StatefulRedisConnection<String, String> connection, LeaseOptions options) {
    this.connection = connection;
    this.options = options;
  }

  @Override
  public @Nullable String read(String key) {
    return connection.sync().get(key);
  }

  @Override
  public Slot take(String key, String token) {
    String value = read(key);
    return value == null ? new Slot.Granted() : new Slot.Value(value);
  }

  @Override
  public boolean fill(String key, String token, String value) {
    connection.sync().set(key, value, SetArgs.Builder.px(options.timeToLive()));
    return true;
  }

  @Override
  public boolean release(String key, String token) {
    return true;
  }
}
