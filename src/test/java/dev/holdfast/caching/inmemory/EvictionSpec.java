package dev.holdfast.caching.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.faults.Faults;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** What is left in a full cache when more is asked for than it holds? */
@Specification(Outline.CACHING_IN_MEMORY)
class EvictionSpec {
  static final int ENTRIES = Caches.ENTRIES;

  @Claim(
      says = "A scan over more keys than the cache holds leaves nearly all of its hot keys in it",
      limit =
          "which keys are hot is a guess from how often they were asked for; where only recency"
              + " counts, a cache that keeps the latest does better",
      source = "Einziger, Friedman and Manes, TinyLFU, ACM Transactions on Storage 13(4), 2017")
  class AScanLeavesTheHotKeys implements Experiment<Counted, AScanLeavesTheHotKeys.Left> {
    static final int REQUESTS = 100_000; // the popular keys are asked for hundreds of times
    static final int PRODUCTS = 10_000;
    static final double SKEW = 0.99; // as in YCSB
    static final int HOT = ENTRIES / 5; // far more popular than what is at the edge of the cache
    static final int SCANNED = 10 * ENTRIES;
    static final int NEARLY_ALL = HOT * 95 / 100;

    private final Faults faults;

    AScanLeavesTheHotKeys(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param scanned keys that the scan had to load
     * @param after of the hot keys, in the cache when it had ended
     */
    record Left(int scanned, int after) {}

    @Subject(LocalCache.class)
    Counted frequency_decides() {
      return Caches.local_cache();
    }

    @Control(differs = "the last one that was asked for stays, whatever it is")
    Counted recency_decides() {
      return Caches.least_recently_used();
    }

    @Peer(artifact = "com.google.guava:guava", configured = "maximumSize, as CachesExplained says")
    Counted guava() {
      return Caches.guava_cache();
    }

    @Peer(artifact = "org.cache2k:cache2k-core", configured = "entryCapacity, as its guide says")
    Counted cache2k() {
      return Caches.cache2k_cache();
    }

    @Peer(artifact = "org.ehcache:ehcache", configured = "heap(entries), as its manual says")
    Counted ehcache() {
      return Caches.ehcache_cache();
    }

    @Override
    public Left run(Counted cache) {
      for (int key : Keys.zipf(REQUESTS, PRODUCTS, SKEW)) {
        cache.get(key, IntUnaryOperator.identity());
      }
      // The same number of requests, to keys that are asked for every day, or to all once.
      int first = faults.instead("every key once", 0, PRODUCTS);
      int reach = faults.instead("every key once", HOT, SCANNED);
      int scanned = 0;
      for (int i = 0; i < SCANNED; i++) {
        scanned += loads(cache, first + i % reach);
      }
      int after = IntStream.range(0, HOT).map(key -> 1 - loads(cache, key)).sum();
      return new Left(scanned, after);
    }

    private static int loads(Counted cache, int key) {
      var loaded = new BitSet();
      cache.get(
          key,
          asked -> {
            loaded.set(0);
            return asked;
          });
      return loaded.cardinality();
    }

    @Override
    public void holds(Left seen) {
      assertThat(seen.after()).isGreaterThanOrEqualTo(NEARLY_ALL);
    }

    @Override
    public void breaks(Left seen) {
      assertThat(seen.after()).isZero();
    }

    @Override
    public void felt(Left seen) {
      assertThat(seen.scanned()).isEqualTo(SCANNED);
    }

    @Override
    public String figure(Left seen) {
      return "%d of %d hot keys left".formatted(seen.after(), HOT);
    }
  }

  @Claim(
      says = "A loop over more keys than the cache holds still finds most of them in it",
      limit = "a loop over many times as many finds few: no cache can keep what it has no room for",
      source = "Einziger, Friedman and Manes, TinyLFU, ACM Transactions on Storage 13(4), 2017")
  class ALoopLargerThanTheCacheStillHits
      implements Experiment<Counted, ALoopLargerThanTheCacheStillHits.Rounds> {
    static final int ROUNDS = 50; // in the first few it is still learnt who comes again
    static final int FITS = ENTRIES * 9 / 10;
    static final int TOO_MANY = ENTRIES * 12 / 10;
    static final double MOST = 0.6; // a cache that knew the future would find five of six

    private final Faults faults;

    ALoopLargerThanTheCacheStillHits(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param keys of one round
     * @param asked after the first round
     */
    record Rounds(int keys, int asked, int hits) {}

    @Subject(LocalCache.class)
    Counted frequency_decides() {
      return Caches.local_cache();
    }

    @Control(differs = "the last one that was asked for stays, whatever it is")
    Counted recency_decides() {
      return Caches.least_recently_used();
    }

    @Peer(artifact = "com.google.guava:guava", configured = "maximumSize, as CachesExplained says")
    Counted guava() {
      return Caches.guava_cache();
    }

    @Peer(artifact = "org.cache2k:cache2k-core", configured = "entryCapacity, as its guide says")
    Counted cache2k() {
      return Caches.cache2k_cache();
    }

    @Peer(artifact = "org.ehcache:ehcache", configured = "heap(entries), as its manual says")
    Counted ehcache() {
      return Caches.ehcache_cache();
    }

    @Override
    public Rounds run(Counted cache) {
      int keys = faults.instead("more keys than the cache holds", FITS, TOO_MANY);
      int[] loads = {0};
      for (int round = 0; round < ROUNDS; round++) {
        for (int key = 0; key < keys; key++) {
          cache.get(
              key,
              asked -> {
                loads[0]++;
                return asked;
              });
        }
      }
      int asked = (ROUNDS - 1) * keys;
      return new Rounds(keys, asked, ROUNDS * keys - loads[0]);
    }

    @Override
    public void holds(Rounds seen) {
      assertThat((double) seen.hits() / seen.asked()).isGreaterThanOrEqualTo(MOST);
    }

    @Override
    public void breaks(Rounds seen) {
      assertThat(seen.hits()).isZero();
    }

    @Override
    public void felt(Rounds seen) {
      assertThat(seen.keys()).isGreaterThan(ENTRIES);
      assertThat(seen.hits()).isLessThan(seen.asked());
    }

    @Override
    public String figure(Rounds seen) {
      return "%.0f %% hits".formatted(100.0 * seen.hits() / seen.asked());
    }
  }
}
