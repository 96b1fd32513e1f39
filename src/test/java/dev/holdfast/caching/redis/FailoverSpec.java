package dev.holdfast.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.RedisServer;
import dev.holdfast.harness.environment.RedisServers;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Where do writes go when another server has become the primary? */
@Specification(Outline.CACHING_REDIS)
class FailoverSpec {

  @Claim(
      says = "Writes go to the new primary from the first that the old one refuses",
      limit = "the old one is there, as a replica; who the primary is can be asked",
      source = "Redis' documentation, Sentinel clients, on connecting anew after a failover")
  class WritesFollowThePrimary
      implements Experiment<WritesFollowThePrimary.Way, WritesFollowThePrimary.Written>,
          AutoCloseable {
    static final int WRITES = 20;
    static final Duration SOON = Duration.ofSeconds(5);

    private final RedisServers servers;
    private final Faults faults;
    private final Clients clients = new Clients();

    WritesFollowThePrimary(RedisServers servers, Faults faults) {
      this.servers = servers;
      this.faults = faults;
    }

    /** How a key is written, given a way to connect to the primary. */
    interface Way {
      Consumer<String> over(Supplier<StatefulRedisConnection<String, String>> toPrimary);
    }

    /**
     * @param moved whether another server was the primary when the writes began
     * @param refused writes
     * @param stored keys on the primary at the end
     */
    record Written(boolean moved, int refused, long stored) {}

    @Subject(PrimaryConnection.class)
    Way leaves_who_refuses() {
      return toPrimary -> {
        var connection = new PrimaryConnection(toPrimary, new SimpleMeterRegistry());
        return key -> connection.call(redis -> redis.set(key, "written"));
      };
    }

    @Control(differs = "stays with the server that it was connected to")
    Way stays() {
      return toPrimary -> {
        StatefulRedisConnection<String, String> connection = toPrimary.get();
        return key -> connection.sync().set(key, "written");
      };
    }

    @Override
    public Written run(Way way) {
      RedisServer first = servers.start();
      RedisServer second = servers.startReplicaOf(first);
      List<RedisServer> both = List.of(first, second);
      Awaitility.await("a replica that follows")
          .atMost(SOON)
          .until(() -> second.judge().sync().info("replication").contains("master_link_status:up"));
      Consumer<String> write = way.over(() -> clients.connect(primary(both).uri()));
      write.accept("before");
      int refused = 0;
      boolean moved;
      try (Fault _ = faults.begin("failover", first.name(), () -> exchange(first, second))) {
        moved = primary(both).equals(second);
        for (int i = 0; i < WRITES; i++) {
          try {
            write.accept("key-" + i);
          } catch (RedisReadOnlyException _) {
            refused++;
          }
        }
      }
      long stored = primary(both).judge().sync().keys("key-*").size();
      return new Written(moved, refused, stored);
    }

    private static AutoCloseable exchange(RedisServer old, RedisServer successor) {
      successor.judge().sync().replicaofNoOne();
      old.replicate(successor);
      return () -> {}; // it stays so
    }

    private static RedisServer primary(List<RedisServer> servers) {
      return servers.stream()
          .filter(server -> server.judge().sync().role().getFirst().equals("master"))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public void holds(Written seen) {
      assertThat(seen.refused()).isZero();
      assertThat(seen.stored()).isEqualTo(WRITES);
    }

    @Override
    public void breaks(Written seen) {
      assertThat(seen.refused()).isEqualTo(WRITES);
      assertThat(seen.stored()).isZero();
    }

    @Override
    public void felt(Written seen) {
      assertThat(seen.moved()).isTrue();
    }

    @Override
    public String figure(Written seen) {
      return "%d of %d writes refused".formatted(seen.refused(), WRITES);
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
