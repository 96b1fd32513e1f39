package dev.holdfast.caching.inmemory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.cache2k.Cache2kBuilder;
import org.ehcache.config.ResourcePools;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;
import org.jspecify.annotations.Nullable;

/** What is compared, each made as its documentation says, bounded by a number of entries. */
enum Library {
  MAP("ConcurrentHashMap", "", false) {
    @Override
    <K, V> Store<K, V> make(Class<K> key, Class<V> value, int entries) {
      return of(new ConcurrentHashMap<>());
    }
  },
  CAFFEINE("Caffeine", "com.github.ben-manes.caffeine:caffeine", true) {
    @Override
    <K, V> Store<K, V> make(Class<K> key, Class<V> value, int entries) {
      return of(Caffeine.newBuilder().maximumSize(entries).executor(Runnable::run).build());
    }
  },
  CAFFEINE_EXPIRING("Caffeine with expiry", "com.github.ben-manes.caffeine:caffeine", true) {
    @Override
    <K, V> Store<K, V> make(Class<K> key, Class<V> value, int entries) {
      return of(
          Caffeine.newBuilder()
              .maximumSize(entries)
              .expireAfterWrite(NOT_YET)
              .executor(Runnable::run)
              .build());
    }
  },
  CACHE2K("cache2k", "org.cache2k:cache2k-core", true) {
    @Override
    <K, V> Store<K, V> make(Class<K> key, Class<V> value, int entries) {
      var cache = Cache2kBuilder.of(key, value).entryCapacity(entries).eternal(true).build();
      return new Store<>() {
        @Override
        public @Nullable V get(K wanted) {
          return cache.peek(wanted);
        }

        @Override
        public void put(K of, V what) {
          cache.put(of, what);
        }

        @Override
        public void close() {
          cache.close();
        }
      };
    }
  },
  GUAVA("Guava", "com.google.guava:guava", true) {
    @Override
    <K, V> Store<K, V> make(Class<K> key, Class<V> value, int entries) {
      com.google.common.cache.Cache<K, V> cache =
          CacheBuilder.newBuilder().maximumSize(entries).build();
      return new Store<>() {
        @Override
        public @Nullable V get(K wanted) {
          return cache.getIfPresent(wanted);
        }

        @Override
        public void put(K of, V what) {
          cache.put(of, what);
        }
      };
    }
  },
  EHCACHE("Ehcache, heap", "org.ehcache:ehcache", true) {
    @Override
    <K, V> Store<K, V> make(Class<K> key, Class<V> value, int entries) {
      return ehcache(key, value, ResourcePoolsBuilder.heap(entries).build());
    }
  },
  // Bounded by bytes, not by entries: compared only where the collector is asked.
  EHCACHE_OFF_HEAP("Ehcache, off heap", "org.ehcache:ehcache", true) {
    @Override
    <K, V> Store<K, V> make(Class<K> key, Class<V> value, int entries) {
      long kilobytes = (long) entries * OFF_HEAP_BYTES / 1024;
      return ehcache(
          key,
          value,
          ResourcePoolsBuilder.newResourcePoolsBuilder().offheap(kilobytes, MemoryUnit.KB).build());
    }
  };

  private static final Duration NOT_YET = Duration.ofHours(1); // far longer than a run

  /** What an entry takes off the heap: its value, its key, and some bytes around them. */
  private static final int OFF_HEAP_BYTES = GcShare.VALUE + 250;

  private final String title;
  private final String artifact;
  private final boolean bounded;

  Library(String title, String artifact, boolean bounded) {
    this.title = title;
    this.artifact = artifact;
    this.bounded = bounded;
  }

  abstract <K, V> Store<K, V> make(Class<K> key, Class<V> value, int entries);

  String title() {
    return title;
  }

  /** Group and name; empty for what comes with the JDK. */
  String artifact() {
    return artifact;
  }

  boolean onHeap() {
    return this != EHCACHE_OFF_HEAP;
  }

  boolean bounded() {
    return bounded;
  }

  private static <K, V> Store<K, V> of(Cache<K, V> cache) {
    return of(cache.asMap());
  }

  private static <K, V> Store<K, V> of(Map<K, V> map) {
    return new Store<>() {
      @Override
      public @Nullable V get(K wanted) {
        return map.get(wanted);
      }

      @Override
      public void put(K of, V what) {
        map.put(of, what);
      }
    };
  }

  private static <K, V> Store<K, V> ehcache(Class<K> key, Class<V> value, ResourcePools pools) {
    var configuration = CacheConfigurationBuilder.newCacheConfigurationBuilder(key, value, pools);
    var manager = CacheManagerBuilder.newCacheManagerBuilder().build(true);
    var cache = manager.createCache("compared", configuration);
    return new Store<>() {
      @Override
      public @Nullable V get(K wanted) {
        return cache.get(wanted);
      }

      @Override
      public void put(K of, V what) {
        cache.put(of, what);
      }

      @Override
      public void close() {
        manager.close();
      }
    };
  }
}
