package dev.holdfast.caching.examples.sessions;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/**
 * What sessions are built on.
 *
 * @param answer how long a command may take
 */
record Ground(
    RedisURI uri,
    StatefulRedisConnection<String, String> redis,
    Duration answer,
    SessionOptions options) {
  /** The store as the application has it. */
  SessionStore store() {
    return new SessionStore(redis, options, new SimpleMeterRegistry());
  }

  static String key(String id) {
    SessionId known = SessionId.of(id);
    if (known == null) {
      throw new IllegalArgumentException("no id of a session: " + id);
    }
    return known.key();
  }
}
