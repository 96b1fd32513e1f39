package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What does a cache show of a write that its store refused, or did not answer? */
@Specification(Outline.CACHING_PATTERNS)
class WriteThroughSpec {
  static final int KEYS = Throughs.KEYS;
  static final String OLD = "old";
  static final String NEW = "new";

  /**
   * @param told callers that were told of a failure
   * @param failures of the store, by its own count
   * @param untrue keys of which the cache shows what the store does not hold
   * @param stored new values in the store
   */
  record Shown(int told, int failures, long untrue, long stored) {}

  /** Writes each key while all is well, and once more when it is not. */
  static Shown writeTwice(Redis redis, Table table, Through cache, Consumer<Table> trouble)
      throws Exception {
    List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> redis.key("key-" + i)).toList();
    for (String key : keys) {
      cache.write(key, OLD);
    }
    trouble.accept(table);
    int told = 0;
    for (String key : keys) {
      try {
        cache.write(key, NEW);
      } catch (Exception _) {
        told++;
      }
    }
    long untrue = 0;
    for (String key : keys) {
      String shown = cache.shown(key);
      untrue += shown == null || shown.equals(table.rows().get(key)) ? 0 : 1;
    }
    long stored = table.rows().values().stream().filter(NEW::equals).count();
    return new Shown(told, table.failures(), untrue, stored);
  }

  @Claim(
      says = "The cache never shows a value that the store refused",
      limit =
          "writers of one key one after the other; a refused write costs the next reader a miss",
      source = "Ehcache documentation, Cache Usage Patterns: Cache-through, write-through")
  class ARefusedWriteIsNotShown implements Experiment<Through, Shown>, AutoCloseable {
    private final Redis redis;
    private final Faults faults;
    private final Table table = new Table();
    private final Throughs throughs;

    ARefusedWriteIsNotShown(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.throughs = new Throughs(redis, table);
    }

    @Subject({WriteThrough.class, Invalidations.class})
    Through the_store_first() {
      return throughs.writeThrough();
    }

    @Control(differs = "the cache is written first")
    Through the_cache_first() {
      return throughs.cacheFirst();
    }

    @Peer(
        artifact = "org.redisson:redisson",
        configured = "RMap with MapWriter and WriteMode.WRITE_THROUGH, retries as by default")
    Through redisson() {
      return throughs.redisson();
    }

    @Peer(
        artifact = "org.ehcache:ehcache",
        configured = "a CacheLoaderWriter without write-behind, as its page Writers says")
    Through ehcache() {
      return throughs.ehcache();
    }

    @Peer(
        artifact = "org.cache2k:cache2k-core",
        configured = "writer(CacheWriter), as its chapter Loading and Read Through says")
    Through cache2k() {
      return throughs.cache2k();
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "the store is written in asMap().compute, as its wiki's page Compute says")
    Through caffeine() {
      return throughs.caffeine();
    }

    @Override
    public Shown run(Through cache) throws Exception {
      int failing = faults.instead("the store refuses", 0, Integer.MAX_VALUE);
      return writeTwice(redis, table, cache, store -> store.failNext(failing));
    }

    @Override
    public void holds(Shown seen) {
      assertThat(seen.untrue()).isZero();
      assertThat(seen.told() + seen.stored()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Shown seen) {
      assertThat(seen.untrue()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Shown seen) {
      assertThat(seen.failures()).isGreaterThanOrEqualTo(KEYS);
    }

    @Override
    public String figure(Shown seen) {
      return "%d of %d keys show what the store does not hold".formatted(seen.untrue(), KEYS);
    }

    @Override
    public void close() {
      throughs.close();
    }
  }

  @Claim(
      says = "A write that the store took, and did not answer, leaves no old value in the cache",
      limit = "the caller does not know what became of it; the next reader asks the store",
      source = "Gray and Reuter, Transaction Processing: an unanswered request is in doubt")
  class AnUnansweredWriteLeavesNoOldValue implements Experiment<Through, Shown>, AutoCloseable {
    private final Redis redis;
    private final Faults faults;
    private final Table table = new Table();
    private final Throughs throughs;

    AnUnansweredWriteLeavesNoOldValue(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
      this.throughs = new Throughs(redis, table);
    }

    @Subject({WriteThrough.class, Invalidations.class})
    Through the_key_is_forgotten() {
      return throughs.writeThrough();
    }

    @Control(differs = "a failure of the store leaves the cache as it was")
    Through the_cache_stays_as_it_was() {
      return throughs.untouchedByAFailure();
    }

    @Peer(
        artifact = "org.ehcache:ehcache",
        configured = "a CacheLoaderWriter without write-behind, as its page Writers says")
    Through ehcache() {
      return throughs.ehcache();
    }

    @Peer(
        artifact = "org.cache2k:cache2k-core",
        configured = "writer(CacheWriter), as its chapter Loading and Read Through says")
    Through cache2k() {
      return throughs.cache2k();
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "the store is written in asMap().compute, as its wiki's page Compute says")
    Through caffeine() {
      return throughs.caffeine();
    }

    @Override
    public Shown run(Through cache) throws Exception {
      boolean silent = faults.instead("the store's answers are lost", false, true);
      return writeTwice(redis, table, cache, store -> store.losesAnswers(silent));
    }

    @Override
    public void holds(Shown seen) {
      assertThat(seen.untrue()).isZero();
      assertThat(seen.stored()).isEqualTo(KEYS);
    }

    @Override
    public void breaks(Shown seen) {
      assertThat(seen.untrue()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Shown seen) {
      assertThat(seen.told()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Shown seen) {
      return "%d of %d keys show the old value".formatted(seen.untrue(), KEYS);
    }

    @Override
    public void close() {
      throughs.close();
    }
  }
}
