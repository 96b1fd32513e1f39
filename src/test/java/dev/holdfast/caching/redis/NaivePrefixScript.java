package dev.holdfast.caching.redis;

import dev.holdfast.caching.Script;
import io.lettuce.core.api.StatefulRedisConnection;

/** All keys of a prefix in one script: one round trip, and nothing in between. */
final class NaivePrefixScript {
  private static final Script<Long> REMOVE =
      Script.ofNumber(
          """
          local found = redis.call('keys', ARGV[1])
          for _, key in ipairs(found) do redis.call('unlink', key) end
          return #found
          """);

  private final StatefulRedisConnection<String, String> connection;

  NaivePrefixScript(StatefulRedisConnection<String, String> connection) {
    this.connection = connection;
  }

  long remove(String prefix) {
    return REMOVE.run(connection.sync(), prefix, PrefixRemoval.literally(prefix) + "*");
  }
}
