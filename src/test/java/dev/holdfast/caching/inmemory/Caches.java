package dev.holdfast.caching.inmemory;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Caches of the same size, each as its users make one. */
final class Caches {
  static final int ENTRIES = 1_000;
  static final Duration NEVER_HERE = Duration.ofHours(1); // far longer than an arm

  static Counted local_cache() {
    var cache =
        new LocalCache<Integer, Integer>(
            LocalCache.Options.ofEntries("products", ENTRIES, NEVER_HERE),
            new SimpleMeterRegistry());
    return (key, loader) -> cache.get(key, loader::applyAsInt);
  }

  static Counted least_recently_used() {
    var cache = new NaiveLru<Integer, Integer>(ENTRIES);
    return (key, loader) -> cache.computeIfAbsent(key, loader::applyAsInt);
  }

  static Counted guava_cache() {
    return read_through(Library.GUAVA);
  }

  static Counted cache2k_cache() {
    return read_through(Library.CACHE2K);
  }

  static Counted ehcache_cache() {
    return read_through(Library.EHCACHE);
  }

  private static Counted read_through(Library library) {
    Store<Integer, Integer> store = library.make(Integer.class, Integer.class, ENTRIES);
    return Counted.closing(
        (key, loader) -> {
          Integer hit = store.get(key);
          if (hit == null) {
            hit = loader.applyAsInt(key);
            store.put(key, hit);
          }
          return hit;
        },
        store::close);
  }

  private Caches() {}
}
