package dev.holdfast.caching.examples.sessions;

import dev.holdfast.caching.Script;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which sessions a user has, in a sorted set by when they end at the latest. It stands in another
 * slot than they do, so the two cannot change together: a session is entered before it is the
 * user's, and what is entered without being there is swept when somebody looks.
 *
 * <p>An entry is swept once it is older than the grace, within which a login must be done, so no
 * session is ever missing here. Costs: one script to enter; to look, one and an HGET a session,
 * pipelined. The set itself ends with its last session. Limit: the clocks of a cluster's nodes
 * differ by less than the grace. Thread-safe; errors are the driver's.
 */
final class UserIndex {
  /** {@code now()} in milliseconds, by the server's clock. */
  static final String CLOCK =
      """
      local function now()
        local time = redis.call('time')
        return time[1] * 1000 + math.floor(time[2] / 1000)
      end
      """;

  private static final Script<Long> ENTER =
      Script.ofNumber(
          CLOCK
              + """
              redis.call('zremrangebyscore', KEYS[1], '-inf', now())
              redis.call('zadd', KEYS[1], now() + ARGV[2], ARGV[1])
              local last = redis.call('zrange', KEYS[1], -1, -1, 'withscores')
              redis.call('pexpireat', KEYS[1], last[2])
              return now() + ARGV[3]
              """);

  /** The entries, oldest first, and before them how many are older than the grace. */
  private static final Script<List<Object>> LOOK =
      Script.ofList(
          CLOCK
              + """
              local entries = redis.call('zrange', KEYS[1], 0, -1)
              local settled = now() + ARGV[1] - ARGV[2]
              table.insert(entries, 1, redis.call('zcount', KEYS[1], '-inf', settled))
              return entries
              """);

  private final StatefulRedisConnection<String, String> connection;
  private final String longest;
  private final String grace;
  private final Counter swept;

  UserIndex(
      StatefulRedisConnection<String, String> connection,
      SessionOptions options,
      MeterRegistry meters) {
    this.connection = connection;
    this.longest = Long.toString(options.longest().toMillis());
    this.grace = Long.toString(options.grace().toMillis());
    this.swept =
        Counter.builder("sessions.index.swept")
            .description("entries of sessions that were not there")
            .register(meters);
  }

  static String key(String user) {
    return "sessions-of:" + user;
  }

  /**
   * Enters a session that is about to be the user's.
   *
   * @return the time by the server's clock by which it must be, or not at all
   */
  long enter(String user, String session) {
    return ENTER.run(connection.sync(), key(user), session, longest, grace);
  }

  void leave(String user, String session) {
    connection.sync().zrem(key(user), session);
  }

  /** The keys of the user's sessions; sweeps what is no session. */
  List<String> of(String user) {
    List<Object> entries = LOOK.run(connection.sync(), key(user), longest, grace);
    long settled = (Long) entries.removeFirst();
    List<RedisFuture<String>> owners =
        entries.stream()
            .map(entry -> connection.async().hget((String) entry, Session.USER))
            .toList();
    List<String> sessions = new ArrayList<>();
    List<String> orphans = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String session = (String) entries.get(i);
      if (user.equals(answer(owners.get(i)))) {
        sessions.add(session);
      } else if (i < settled) {
        orphans.add(session);
      }
    }
    if (!orphans.isEmpty()) {
      connection.sync().zrem(key(user), orphans.toArray(String[]::new));
      swept.increment(orphans.size());
    }
    return sessions;
  }

  private String answer(RedisFuture<String> owner) {
    return LettuceFutures.awaitOrCancel(
        owner, connection.getTimeout().toNanos(), TimeUnit.NANOSECONDS);
  }
}
