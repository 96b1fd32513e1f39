package dev.holdfast.caching.stampede;

import static java.util.Objects.requireNonNull;

import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.cache2k.Cache2kBuilder;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.spi.loaderwriter.CacheLoaderWriter;

/** Libraries' caches of one process over the same source. */
final class LoadingPeers implements AutoCloseable {
  private static final int ROOM = 1_000; // nothing is evicted

  private final HeldSource source;
  private final Deque<Runnable> open = new ArrayDeque<>();

  LoadingPeers(HeldSource source) {
    this.source = source;
  }

  PriceCache caffeine() {
    return Caffeine.newBuilder().maximumSize(ROOM).build(source::load)::get;
  }

  AsyncPrices caffeineAsync() {
    return Caffeine.newBuilder()
            .maximumSize(ROOM)
            .executor(Thread::startVirtualThread)
            .buildAsync(source::load)
        ::get;
  }

  /** Its loader's future ends at the deadline by itself. */
  PriceCache caffeineAsync(Duration deadline) {
    var cache =
        Caffeine.newBuilder()
            .maximumSize(ROOM)
            .executor(Thread::startVirtualThread)
            .<String, String>buildAsync(
                (key, executor) ->
                    CompletableFuture.supplyAsync(() -> loaded(key), executor)
                        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS));
    return key -> cache.get(key).get();
  }

  PriceCache guava() {
    return CacheBuilder.newBuilder()
            .maximumSize(ROOM)
            .build(
                new CacheLoader<String, String>() {
                  @Override
                  public String load(String key) throws Exception {
                    return source.load(key);
                  }
                })
        ::get;
  }

  PriceCache cache2k() {
    var cache =
        Cache2kBuilder.of(String.class, String.class)
            .eternal(true)
            .entryCapacity(ROOM)
            .loader(source::load)
            .build();
    open.push(cache::close);
    return key -> requireNonNull(cache.get(key), "no value, though there is a loader");
  }

  PriceCache ehcache() {
    var configuration =
        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                String.class, String.class, ResourcePoolsBuilder.heap(ROOM))
            .withLoaderWriter(
                new CacheLoaderWriter<>() {
                  @Override
                  public String load(String key) throws Exception {
                    return source.load(key);
                  }

                  @Override
                  public void write(String key, String value) {}

                  @Override
                  public void delete(String key) {}
                });
    var manager =
        CacheManagerBuilder.newCacheManagerBuilder().withCache("prices", configuration).build(true);
    open.push(manager::close);
    return manager.getCache("prices", String.class, String.class)::get;
  }

  PriceCache jetCache() {
    return CaffeineCacheBuilder.createCaffeineCacheBuilder()
            .limit(ROOM)
            .<String, String>loader(source::load)
            .cachePenetrateProtect(true)
            .<String, String>buildCache()
        ::get;
  }

  /** Those who wait do so no longer than this. */
  PriceCache jetCache(Duration protectTimeout) {
    var builder =
        CaffeineCacheBuilder.createCaffeineCacheBuilder()
            .limit(ROOM)
            .<String, String>loader(source::load)
            .cachePenetrateProtect(true);
    builder.getConfig().setPenetrationProtectTimeout(protectTimeout);
    return builder.<String, String>buildCache()::get;
  }

  @Override
  public void close() {
    open.forEach(Runnable::run);
  }

  private String loaded(String key) {
    try {
      return source.load(key);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }
}
