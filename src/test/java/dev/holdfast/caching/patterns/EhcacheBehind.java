package dev.holdfast.caching.patterns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.builders.WriteBehindConfigurationBuilder;
import org.ehcache.spi.loaderwriter.CacheLoaderWriter;
import org.jspecify.annotations.Nullable;

/** Ehcache with a loader-writer behind it. */
final class EhcacheBehind implements Behind {
  private static final String NAME = "prices";
  private static final int ENTRIES = Behinds.CAPACITY;

  private final CacheManager manager;
  private final Cache<String, String> cache;

  EhcacheBehind(Table table, boolean coalescing) {
    var behind =
        WriteBehindConfigurationBuilder.newBatchedWriteBehindConfiguration(
                Behinds.DELAY.toMillis(), TimeUnit.MILLISECONDS, Behinds.BATCH)
            .queueSize(Behinds.CAPACITY);
    manager =
        CacheManagerBuilder.newCacheManagerBuilder()
            .withCache(
                NAME,
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        String.class, String.class, ResourcePoolsBuilder.heap(ENTRIES))
                    .withLoaderWriter(loaderWriter(table))
                    .withService(coalescing ? behind.enableCoalescing() : behind))
            .build(true);
    cache = manager.getCache(NAME, String.class, String.class);
  }

  /** A cache that reads and writes the table at once. */
  static CacheManager through(Table table, String name, int entries) {
    return CacheManagerBuilder.newCacheManagerBuilder()
        .withCache(
            name,
            CacheConfigurationBuilder.newCacheConfigurationBuilder(
                    String.class, String.class, ResourcePoolsBuilder.heap(entries))
                .withLoaderWriter(loaderWriter(table)))
        .build(true);
  }

  private static CacheLoaderWriter<String, String> loaderWriter(Table table) {
    return new CacheLoaderWriter<>() {
      @Override
      public @Nullable String load(String key) {
        return table.read(Set.of(key)).get(key);
      }

      @Override
      public Map<String, String> loadAll(Iterable<? extends String> keys) {
        Set<String> all = new LinkedHashSet<>();
        keys.forEach(all::add);
        return table.read(all);
      }

      @Override
      public void write(String key, String value) {
        table.put(key, value);
      }

      @Override
      public void writeAll(Iterable<? extends Map.Entry<? extends String, ? extends String>> all) {
        Map<String, String> values = new LinkedHashMap<>();
        all.forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        table.putAll(values);
      }

      @Override
      public void delete(String key) {
        table.delete(List.of(key));
      }

      @Override
      public void deleteAll(Iterable<? extends String> keys) {
        List<String> all = new ArrayList<>();
        keys.forEach(all::add);
        table.delete(all);
      }
    };
  }

  @Override
  public boolean put(String key, String value) {
    cache.put(key, value);
    return true;
  }

  @Override
  public void remove(String key) {
    cache.remove(key);
  }

  @Override
  public void close() {
    manager.close();
  }
}
