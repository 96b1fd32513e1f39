package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicp.jetcache.embedded.LinkedHashMapCacheBuilder;
import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.redis.PipelinedReads;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.cache2k.Cache2kBuilder;
import org.cache2k.io.BulkCacheLoader;
import org.ehcache.CacheManager;
import org.redisson.api.map.MapLoader;
import org.redisson.api.options.MapOptions;

/** How often does a cache ask its store for keys that it does not have? */
@Specification(Outline.CACHING_PATTERNS)
class ReadThroughSpec {

  @Claim(
      says = "Cold keys that are read together are loaded from the store in one query",
      limit = "of one caller; callers that miss together each ask",
      source = "Caffeine's wiki, Population: loadAll; Fowler on ripple loading")
  class ColdKeysAreLoadedTogether
      implements Experiment<Reads, ColdKeysAreLoadedTogether.Loaded>, AutoCloseable {
    static final int KEYS = 50;
    static final Duration LONG = Duration.ofMinutes(1); // nothing ends in here

    private final Redis redis;
    private final Faults faults;
    private final Table table = new Table();
    private final Deque<Runnable> opened = new ArrayDeque<>();

    ColdKeysAreLoadedTogether(Redis redis, Faults faults) {
      this.redis = redis;
      this.faults = faults;
    }

    /**
     * @param found keys with their value
     * @param queries of the store, by its own count
     * @param rowsRead from the store
     */
    record Loaded(long found, int queries, int rowsRead) {}

    @Subject({ReadThrough.class, PipelinedReads.class})
    Reads one_query_for_all_that_miss() {
      ReadThrough cache = cache();
      return keys -> cache.getAll(keys, table::read);
    }

    @Control(differs = "each key is read by itself")
    Reads each_key_by_itself() {
      return new NaiveKeyByKey(cache(), table);
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "CacheLoader.bulk, as its wiki's page Population says")
    Reads caffeine() {
      CacheLoader<String, String> loader = CacheLoader.bulk(keys -> table.read(Set.copyOf(keys)));
      return Caffeine.newBuilder().maximumSize(KEYS).build(loader)::getAll;
    }

    @Peer(
        artifact = "org.cache2k:cache2k-core",
        configured = "a BulkCacheLoader, as its chapter Loading and Read Through says")
    Reads cache2k() {
      BulkCacheLoader<String, String> loader = keys -> table.read(Set.copyOf(keys));
      var cache = Cache2kBuilder.of(String.class, String.class).bulkLoader(loader).build();
      opened.push(cache::close);
      return cache::getAll;
    }

    @Peer(
        artifact = "org.ehcache:ehcache",
        configured = "a CacheLoaderWriter with loadAll, as its page Writers says")
    Reads ehcache() {
      CacheManager manager = EhcacheBehind.through(table, "prices", KEYS);
      opened.push(manager::close);
      var cache = manager.getCache("prices", String.class, String.class);
      return keys -> cache.getAll(Set.copyOf(keys));
    }

    @Peer(
        artifact = "com.google.guava:guava",
        configured = "a CacheLoader with loadAll, as its wiki's page CachesExplained says")
    Reads guava() {
      var loader =
          new com.google.common.cache.CacheLoader<String, String>() {
            @Override
            public String load(String key) {
              return one(key);
            }

            @Override
            public Map<String, String> loadAll(Iterable<? extends String> keys) {
              Set<String> all = new LinkedHashSet<>();
              keys.forEach(all::add);
              return table.read(all);
            }
          };
      return CacheBuilder.newBuilder().maximumSize(2 * KEYS).build(loader)::getAll;
    }

    @Peer(
        artifact = "com.alicp.jetcache:jetcache-core",
        configured = "a CacheLoader with loadAll in memory, as its page CacheAPI says")
    Reads jetcache() {
      var loader =
          new com.alicp.jetcache.CacheLoader<String, String>() {
            @Override
            public String load(String key) {
              return one(key);
            }

            @Override
            public Map<String, String> loadAll(Set<String> keys) {
              return table.read(keys);
            }
          };
      var cache =
          LinkedHashMapCacheBuilder.createLinkedHashMapCacheBuilder()
              .<String, String>loader(loader)
              .<String, String>buildCache();
      return keys -> cache.getAll(Set.copyOf(keys));
    }

    @Peer(artifact = "org.redisson:redisson", configured = "RMap with a MapLoader")
    Reads redisson() {
      var client = RedissonBehind.client(redis.uri());
      opened.push(client::shutdown);
      MapLoader<String, String> loader =
          new MapLoader<>() {
            @Override
            public String load(String key) {
              return one(key);
            }

            @Override
            public Iterable<String> loadAllKeys() {
              return table.rows().keySet();
            }
          };
      var map =
          client.getMap(MapOptions.<String, String>name(redis.key("redisson")).loader(loader));
      return keys -> map.getAll(Set.copyOf(keys));
    }

    @Override
    public Loaded run(Reads cache) throws Exception {
      List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> redis.key("key-" + i)).toList();
      keys.forEach(key -> table.put(key, "value of " + key));
      boolean warm = faults.instead("the keys are cold", true, false);
      if (warm) {
        cache.all(keys);
      }
      int queries = table.queries();
      int rowsRead = table.rowsRead();
      Map<String, String> found = cache.all(keys);
      return new Loaded(
          keys.stream().filter(key -> ("value of " + key).equals(found.get(key))).count(),
          table.queries() - queries,
          table.rowsRead() - rowsRead);
    }

    @Override
    public void holds(Loaded seen) {
      assertThat(seen.found()).isEqualTo(KEYS);
      assertThat(seen.queries()).isLessThanOrEqualTo(1);
    }

    @Override
    public void breaks(Loaded seen) {
      assertThat(seen.queries()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Loaded seen) {
      assertThat(seen.rowsRead()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Loaded seen) {
      return "%d queries for %d rows".formatted(seen.queries(), seen.rowsRead());
    }

    @Override
    public void close() {
      opened.forEach(Runnable::run); // the last one first
    }

    private String one(String key) {
      return table.read(Set.of(key)).getOrDefault(key, "");
    }

    private ReadThrough cache() {
      Clients clients = new Clients();
      opened.push(clients::close);
      StatefulRedisConnection<String, String> connection = clients.connect(redis.uri());
      return new ReadThrough(connection, LONG, LONG, new SimpleMeterRegistry());
    }
  }
}
