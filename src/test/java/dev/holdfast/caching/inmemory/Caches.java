package dev.holdfast.caching.inmemory;

import com.google.common.cache.CacheBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.cache2k.Cache2kBuilder;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;

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
    var cache = CacheBuilder.newBuilder().maximumSize(ENTRIES).<Integer, Integer>build();
    return (key, loader) -> {
      try {
        return cache.get(key, () -> loader.applyAsInt(key));
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  static Counted cache2k_cache() {
    var cache =
        Cache2kBuilder.of(Integer.class, Integer.class)
            .entryCapacity(ENTRIES)
            .eternal(true)
            .build();
    return Counted.closing(
        (key, loader) -> cache.computeIfAbsent(key, loader::applyAsInt), cache::close);
  }

  static Counted ehcache_cache() {
    var configuration =
        CacheConfigurationBuilder.newCacheConfigurationBuilder(
            Integer.class, Integer.class, ResourcePoolsBuilder.heap(ENTRIES));
    var manager = CacheManagerBuilder.newCacheManagerBuilder().build(true);
    var cache = manager.createCache("products", configuration);
    return Counted.closing(
        (key, loader) -> {
          Integer hit = cache.get(key);
          if (hit == null) {
            hit = loader.applyAsInt(key);
            cache.put(key, hit);
          }
          return hit;
        },
        manager::close);
  }

  private Caches() {}
}
