package dev.holdfast.caching.inmemory;

import dev.holdfast.harness.bench.Baseline;
import dev.holdfast.harness.bench.Comparing;
import dev.holdfast.harness.bench.Way;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads of keys that are all there, popular ones more often; the methods' names are libraries'. */
@State(Scope.Benchmark)
@Comparing(
    asks = "What does a hit cost in each library for caches in memory?",
    limit =
        "one thread, so that no library shows how its readers get into each other's way; 10,000"
            + " short keys that were used before",
    libraries = {
      "com.github.ben-manes.caffeine:caffeine",
      "org.cache2k:cache2k-core",
      "com.google.guava:guava",
      "org.ehcache:ehcache"
    },
    rounds = 3,
    warmUpMillis = 800)
public class HitBenchmark {
  private static final int HITS = 16_384; // of one call: far longer than the loop around them
  private static final int KEYS = 10_000;
  private static final double SKEW = 0.99;

  private String[] asked;
  private final Map<Library, Store<String, Integer>> stores = new EnumMap<>(Library.class);

  @Setup
  public void fill() {
    String[] keys = new String[KEYS];
    Arrays.setAll(keys, i -> "product:" + i);
    asked =
        Arrays.stream(Keys.zipf(HITS, KEYS, SKEW)).mapToObj(i -> keys[i]).toArray(String[]::new);
  }

  @TearDown
  public void close() {
    stores.values().forEach(Store::close);
  }

  @Benchmark
  @Baseline("a hit of a ConcurrentHashMap")
  @OperationsPerInvocation(HITS)
  public long map() {
    return sum(Library.MAP);
  }

  @Benchmark
  @Way("a hit of Caffeine")
  @OperationsPerInvocation(HITS)
  public long caffeine() {
    return sum(Library.CAFFEINE);
  }

  @Benchmark
  @Way("a hit of Caffeine with expiry after a write")
  @OperationsPerInvocation(HITS)
  public long caffeineExpiring() {
    return sum(Library.CAFFEINE_EXPIRING);
  }

  @Benchmark
  @Way("a hit of cache2k")
  @OperationsPerInvocation(HITS)
  public long cache2k() {
    return sum(Library.CACHE2K);
  }

  @Benchmark
  @Way("a hit of Guava's cache")
  @OperationsPerInvocation(HITS)
  public long guava() {
    return sum(Library.GUAVA);
  }

  @Benchmark
  @Way("a hit of Ehcache on the heap")
  @OperationsPerInvocation(HITS)
  public long ehcache() {
    return sum(Library.EHCACHE);
  }

  /** Only the library that is measured is made, so that calls have one kind of receiver. */
  private long sum(Library library) {
    Store<String, Integer> store = stores.computeIfAbsent(library, this::filled);
    long sum = 0;
    for (String key : asked) {
      sum += Objects.requireNonNull(store.get(key));
    }
    return sum;
  }

  private Store<String, Integer> filled(Library library) {
    // Twice the room: Guava shares it out to segments, and one may be full before the others.
    Store<String, Integer> store = library.make(String.class, Integer.class, 2 * KEYS);
    for (String key : asked) {
      store.put(key, key.length());
    }
    return store;
  }
}
