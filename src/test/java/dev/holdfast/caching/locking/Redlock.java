package dev.holdfast.caching.locking;

import dev.holdfast.caching.Clients;
import dev.holdfast.caching.Script;
import dev.holdfast.harness.environment.RedisServer;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Redlock as its page describes it: whoever has the key on most of the servers holds the lock. */
final class Redlock implements Quorum {
  private static final Duration LEASE = Duration.ofMinutes(1); // no time passes in here
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final SetArgs FREE = SetArgs.Builder.nx().px(LEASE);

  private static final Script<Long> RELEASE =
      Script.ofNumber(
          """
          if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
          return redis.call('del', KEYS[1])
          """);

  private final Clients clients = new Clients();
  private final List<StatefulRedisConnection<String, String>> servers;

  Redlock(List<RedisServer> servers) {
    this.servers = servers.stream().map(server -> clients.connect(server.uri())).toList();
  }

  @Override
  public boolean tryLock(String lock, int owner) {
    long got = servers.stream().filter(server -> took(server, lock, owner)).count();
    if (got > servers.size() / 2) {
      return true;
    }
    unlock(lock, owner);
    return false;
  }

  @Override
  public void unlock(String lock, int owner) {
    servers.forEach(server -> RELEASE.run(server.sync(), lock, Integer.toString(owner)));
  }

  @Override
  public void awaitAll() {
    Awaitility.await("the servers")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .ignoreExceptionsInstanceOf(RedisException.class)
        .until(() -> servers.stream().allMatch(server -> server.sync().ping().equals("PONG")));
  }

  private static boolean took(
      StatefulRedisConnection<String, String> server, String lock, int owner) {
    return "OK".equals(server.sync().set(lock, Integer.toString(owner), FREE));
  }

  @Override
  public void close() {
    clients.close();
  }
}
