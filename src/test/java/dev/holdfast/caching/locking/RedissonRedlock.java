package dev.holdfast.caching.locking;

import dev.holdfast.harness.environment.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.config.Config;

/** Redisson's Redlock, over a client for each server. An owner is a thread, as far as it knows. */
final class RedissonRedlock implements Quorum {
  private static final long LEASE = TimeUnit.MINUTES.toMillis(1); // no time passes in here
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final List<RedissonClient> servers;

  RedissonRedlock(List<RedisServer> servers) {
    this.servers = servers.stream().map(RedissonRedlock::client).toList();
  }

  private static RedissonClient client(RedisServer server) {
    var config = new Config();
    config.setThreads(1).setNettyThreads(1); // one caller, one after the other
    config
        .useSingleServer()
        .setAddress("redis://" + server.uri().getHost() + ":" + server.uri().getPort())
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(2);
    return Redisson.create(config);
  }

  @SuppressWarnings("deprecation") // that it is, is the point
  private RLock lock(String name) {
    RLock[] each = servers.stream().map(server -> server.getLock(name)).toArray(RLock[]::new);
    return servers.getFirst().getRedLock(each);
  }

  @Override
  public boolean tryLock(String name, int owner) {
    return lock(name)
        .tryLockAsync(0, LEASE, TimeUnit.MILLISECONDS, owner)
        .toCompletableFuture()
        .join();
  }

  @Override
  public void unlock(String name, int owner) {
    lock(name).unlockAsync(owner).toCompletableFuture().exceptionally(_ -> null).join();
  }

  @Override
  public void awaitAll() {
    Awaitility.await("the servers")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(
            () ->
                servers.stream()
                    .allMatch(server -> server.getRedisNodes(RedisNodes.SINGLE).pingAll()));
  }

  @Override
  public void close() {
    servers.forEach(RedissonClient::shutdown);
  }
}
