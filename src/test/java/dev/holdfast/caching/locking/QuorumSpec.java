package dev.holdfast.caching.locking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.Script;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.environment.RedisServer;
import dev.holdfast.harness.environment.RedisServers;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Is a lock on most of five servers enough? */
@Specification(Outline.CACHING_LOCKING)
class QuorumSpec {

  @Claim(
      says =
          "Where one server of five has forgotten a quorum's lock, and two hold it, the earlier"
              + " holder's write is refused",
      limit = "the lock has two holders all the same; what does not look at the number is at risk",
      source = "Kleppmann, How to do distributed locking, 2016; antirez, Is Redlock safe?, 2016")
  class AForgottenQuorumOverwritesNothing
      implements Experiment<
              AForgottenQuorumOverwritesNothing.Way, AForgottenQuorumOverwritesNothing.Sum>,
          AutoCloseable {
    static final int SERVERS = 5;
    static final int MOST = 3;
    static final int LOCKS = 10; // each with two holders, who both add one
    static final int FIRST = 1;
    static final int SECOND = 2;

    private final Redis redis;
    private final RedisServers servers;
    private final Faults faults;
    private final Clients clients = new Clients();
    private final FencedStore store;
    private final Epochs epochs = new AtomicLong()::incrementAndGet; // stands for a database's

    AForgottenQuorumOverwritesNothing(Redis redis, RedisServers servers, Faults faults) {
      this.redis = redis;
      this.servers = servers;
      this.faults = faults;
      this.store = new FencedStore(clients.connect(redis.uri()));
    }

    /** How a holder writes; whether he is told that it was done. */
    interface Write {
      boolean of(String key, String value, Fence fence);
    }

    /** A lock, and how its holders write. */
    record Way(Function<List<RedisServer>, Quorum> lock, Write write) {}

    /**
     * @param together locks whose second holder got them while the first still held them
     * @param later writes of second holders that were acknowledged
     * @param acknowledged writes of all
     * @param sum of what is there in the end: one for each write that was not lost
     */
    record Sum(int together, int later, int acknowledged, int sum) {}

    @Subject({FencedStore.class, Fence.class, Epochs.class, Script.class})
    Way with_a_number_drawn_for_each_holder() {
      return new Way(Redlock::new, store::write);
    }

    @Control(differs = "whoever has got most of the servers may write")
    Way with_the_quorum_alone() {
      return new Way(Redlock::new, this::writeUnfenced);
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "getRedLock, which is deprecated, over a lock on each of five servers")
    Way redisson() {
      return new Way(RedissonRedlock::new, this::writeUnfenced);
    }

    private boolean writeUnfenced(String key, String value, Fence unused) {
      return store.write(key, value, new Fence(0));
    }

    @Override
    public Sum run(Way way) {
      List<RedisServer> five = Stream.generate(servers::start).limit(SERVERS).toList();
      List<RedisServer> rest = five.subList(MOST, SERVERS);
      List<String> keys = IntStream.range(0, LOCKS).mapToObj(n -> redis.key("s" + n)).toList();
      try (Quorum lock = way.lock().apply(five)) {
        // The first holders get the least that is enough: on two servers another's lease still
        // runs.
        rest.forEach(server -> keys.forEach(key -> server.judge().sync().set(key, "another")));
        List<Fence> first = keys.stream().map(key -> take(lock, key, FIRST)).toList();
        rest.forEach(server -> server.judge().sync().flushall());
        try (Fault _ = faults.restart(five.getFirst())) {
          lock.awaitAll();
        }
        int together = 0;
        int later = 0;
        int acknowledged = 0;
        for (int n = 0; n < LOCKS; n++) {
          String key = keys.get(n);
          boolean both = lock.tryLock(key, SECOND);
          if (!both) {
            acknowledged += way.write().of(key, "1", first.get(n)) ? 1 : 0;
            lock.unlock(key, FIRST);
            lock.tryLock(key, SECOND);
          }
          String one = String.valueOf(value(key) + 1);
          later += way.write().of(key, one, new Fence(epochs.next())) ? 1 : 0;
          if (both) {
            together++;
            acknowledged += way.write().of(key, "1", first.get(n)) ? 1 : 0;
          }
        }
        int sum = keys.stream().mapToInt(this::value).sum();
        return new Sum(together, later, acknowledged + later, sum);
      }
    }

    private Fence take(Quorum lock, String key, int owner) {
      if (!lock.tryLock(key, owner)) {
        throw new IllegalStateException("no lock " + key + " for " + owner);
      }
      return new Fence(epochs.next());
    }

    private int value(String key) {
      return store.read(key).map(Integer::parseInt).orElse(0);
    }

    @Override
    public void holds(Sum seen) {
      assertThat(seen.later()).isEqualTo(LOCKS);
      assertThat(seen.sum()).isEqualTo(seen.acknowledged());
    }

    @Override
    public void breaks(Sum seen) {
      assertThat(seen.acknowledged() - seen.sum()).isEqualTo(LOCKS);
    }

    @Override
    public void felt(Sum seen) {
      assertThat(seen.together()).isEqualTo(LOCKS);
    }

    @Override
    public String figure(Sum seen) {
      return "%d of %d acknowledged writes lost"
          .formatted(seen.acknowledged() - seen.sum(), seen.acknowledged());
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
