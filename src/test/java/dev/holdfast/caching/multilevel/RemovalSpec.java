package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Is what one node removed gone from every level of every node? */
@Specification(Outline.CACHING_MULTI_LEVEL)
class RemovalSpec {
  static final int KEYS = 20;
  static final int OLD = 1;
  static final int GONE = 2; // the version of the removal
  static final Duration TOLD = Duration.ofMillis(300); // far longer than an invalidation takes
  static final Duration LOOK_EVERY = Duration.ofMillis(5);

  /** How a node removes a value. */
  interface Removal {
    void of(TwoCaches.Node node, String key);
  }

  /**
   * What one arm saw.
   *
   * @param met keys of which a copy was kept near, or under way, when they were removed
   * @param staleHere keys that the remover itself still read at once after its removal
   * @param stale keys that either node still read once both had been told, of both
   * @param gone keys that either node read as removed, of both
   */
  record Seen(int met, int staleHere, int stale, int gone) {}

  /** Rows of a source, two nodes, and what they read of a removed row. */
  abstract static class Removed implements Experiment<Removal, Seen>, AutoCloseable {
    final List<String> keys;
    final Map<String, Versioned> source = new ConcurrentHashMap<>();
    final TwoCaches caches;

    Removed(Redis redis) {
      keys = IntStream.range(0, KEYS).mapToObj(n -> redis.key("row" + n)).toList();
      caches = new TwoCaches(redis);
      keys.forEach(key -> source.put(key, new Versioned(OLD, "old")));
    }

    Versioned row(String key) {
      Versioned row = source.get(key);
      if (row == null) {
        throw new NoSuchElementException(key + " was removed");
      }
      return row;
    }

    void remove(Removal removal, String key) {
      source.remove(key);
      removal.of(caches.remover, key);
    }

    long reads(TwoCaches.Node node, long version) {
      return keys.stream().filter(key -> node.read(key, () -> row(key)) == version).count();
    }

    Seen seen(int met, int staleHere) {
      try {
        Awaitility.await("removed rows to be read no more")
            .atMost(TOLD)
            .pollDelay(Duration.ZERO)
            .pollInterval(LOOK_EVERY)
            .until(() -> readByBoth(OLD) == 0);
      } catch (ConditionTimeoutException _) {
        // as many as there are then
      }
      return new Seen(met, staleHere, readByBoth(OLD), readByBoth(Pair.NONE));
    }

    private int readByBoth(long version) {
      return (int) caches.nodes().stream().mapToLong(node -> reads(node, version)).sum();
    }

    @Override
    public String figure(Seen seen) {
      return "still read: %d of %d".formatted(seen.stale(), 2 * KEYS);
    }

    @Override
    public void close() {
      caches.close();
    }
  }

  @Claim(
      says = "What one node removed is read no more: by itself at once, by others once told",
      limit = "until then another node reads what it has kept near",
      source = "Hazelcast manual, Near Cache: Eventual Consistency")
  class ARemovedValueIsReadNowhere extends Removed {
    private final Faults faults;

    ARemovedValueIsReadNowhere(Redis redis, Faults faults) {
      super(redis);
      this.faults = faults;
    }

    @Subject({MultiLevelCache.class, NearCache.class, InvalidationChannel.class})
    Removal from_every_level() {
      return (node, key) -> node.cache.remove(key, GONE);
    }

    @Control(differs = "removed from Redis, which all have in common, and no near cache is told")
    Removal from_the_shared_level() {
      return (node, key) -> node.store.remove(key, GONE);
    }

    @Override
    public Seen run(Removal removal) {
      keys.forEach(key -> caches.remover.store.put(key, row(key)));
      if (faults.instead("both nodes keep it near", false, true)) {
        caches.nodes().forEach(node -> reads(node, OLD));
      }
      long near =
          caches.nodes().stream()
              .mapToLong(n -> keys.stream().filter(k -> n.near.getIfPresent(k) != null).count())
              .sum();
      keys.forEach(key -> remove(removal, key));
      return seen((int) near, (int) reads(caches.remover, OLD));
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.staleHere()).isZero();
      assertThat(seen.stale()).isZero();
      assertThat(seen.gone()).isEqualTo(2 * KEYS);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.stale()).isEqualTo(2 * KEYS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.met()).isEqualTo(2 * KEYS);
    }
  }

  @Claim(
      says = "A reader who was under way when a value was removed does not put it back",
      limit = "he himself is answered with it; and for as long as the removal's version is kept",
      source =
          "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1: stale sets")
  class ARemovedValueIsNotPutBack extends Removed {
    private final boolean overtaking;

    ARemovedValueIsNotPutBack(Redis redis, Faults faults) {
      super(redis);
      this.overtaking = faults.instead("removed while it is read", false, true);
    }

    @Subject({MultiLevelCache.class, VersionedStore.class})
    Removal leaves_its_version_behind() {
      return (node, key) -> node.cache.remove(key, GONE);
    }

    @Control(differs = "deletes the entry, and leaves no version behind")
    Removal leaves_nothing_behind() {
      return (node, key) -> {
        node.connection.sync().del(key);
        node.near.invalidate(key);
        node.channel.publish(key);
      };
    }

    @Override
    public Seen run(Removal removal) {
      var met = new AtomicInteger();
      for (String key : keys) {
        caches.reader.read(
            key,
            () -> {
              Versioned row = row(key);
              if (overtaking) {
                met.incrementAndGet();
                remove(removal, key);
              }
              return row;
            });
        if (!overtaking) {
          remove(removal, key);
        }
      }
      return seen(met.get(), (int) reads(caches.remover, OLD));
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.staleHere()).isZero();
      assertThat(seen.stale()).isZero();
      assertThat(seen.gone()).isEqualTo(2 * KEYS);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.stale()).isEqualTo(2 * KEYS);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.met()).isEqualTo(KEYS);
    }
  }
}
