package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.Clients;
import dev.holdfast.caching.Script;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Faults;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Can a slow reader put an old value back into the shared cache? */
@Specification(Outline.CACHING_MULTI_LEVEL)
class VersionedStoreSpec {
  @Claim(
      says = "A reader that was overtaken by a writer cannot put the old value back",
      limit =
          "for as long as the newer entry is kept: one that expired or was evicted took its"
              + " version along",
      source =
          "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1: stale sets")
  class AnOldValueIsNotPutBack
      implements Experiment<CacheAside, AnOldValueIsNotPutBack.Cached>, AutoCloseable {
    static final int KEYS = 20;

    /** Two versions that are one to who compares them as floating-point numbers, as Lua does. */
    static final long OLD = 1L << 53;

    static final long NEW = OLD + 1;

    /**
     * @param reads how many keys were read by a caller who came once all was over
     * @param stale how many of them as the old version
     * @param overtaken how many readers were between source and cache while the writer wrote
     * @param puts how often something was offered to the cache
     * @param scripts how many scripts the server ran, by its own count
     */
    record Cached(int reads, int stale, int overtaken, int puts, long scripts) {}

    /**
     * One row of the source, which is written or removed, and whether that was while it was read.
     */
    private final class Row implements LongSupplier {
      private final CacheAside cache;
      private final String key;
      private final boolean removed;
      private long version = OLD;
      private boolean overtaken;

      Row(CacheAside cache, String key, boolean removed) {
        this.cache = cache;
        this.key = key;
        this.removed = removed;
      }

      @Override
      public long getAsLong() {
        long seen = version;
        if (overtaking) {
          write();
        }
        overtaken = version > seen;
        return seen;
      }

      void write() {
        version = NEW;
        if (removed) {
          cache.removed(key, NEW);
        } else {
          cache.written(key, NEW);
        }
      }
    }

    private final Redis redis;
    private final boolean overtaking;
    private final Clients clients = new Clients();

    AnOldValueIsNotPutBack(Redis redis, Faults faults) {
      this.redis = redis;
      overtaking = faults.instead("the writer is faster than the reader", false, true);
    }

    @Subject({VersionedStore.class, Script.class, Versioned.class})
    CacheAside set_if_newer() {
      var store = new VersionedStore(clients.connect(redis.uri()), Nodes.KEPT);
      return aside(store::get, store::put, store::put, store::remove);
    }

    @Control(differs = "no version: a write deletes the entry, and whoever read the source sets it")
    CacheAside delete_on_write() {
      var store = new NaiveUnversioned(clients.connect(redis.uri()), Nodes.KEPT);
      return aside(
          store::get, store::put, (key, row) -> store.remove(key, row.version()), store::remove);
    }

    @Control(differs = "no version: whoever sets last is right")
    CacheAside set_on_write() {
      var store = new NaiveUnversioned(clients.connect(redis.uri()), Nodes.KEPT);
      return aside(store::get, store::put, store::put, store::remove);
    }

    @Override
    public Cached run(CacheAside cache) {
      var rows =
          IntStream.range(0, KEYS)
              .mapToObj(n -> new Row(cache, redis.key("row" + n), n % 2 == 1))
              .toList();
      for (Row row : rows) {
        cache.read(row.key, row);
        if (!overtaking) {
          row.write();
        }
      }
      long scripts = redis.calls("evalsha") + redis.calls("eval");
      long[] reads =
          rows.stream().mapToLong(row -> cache.read(row.key, () -> row.version)).toArray();
      return new Cached(
          reads.length,
          (int) LongStream.of(reads).filter(read -> read == OLD).count(),
          (int) rows.stream().filter(row -> row.overtaken).count(),
          2 * KEYS,
          scripts);
    }

    @Override
    public void holds(Cached seen) {
      assertThat(seen.reads()).isEqualTo(KEYS);
      assertThat(seen.stale()).isZero();
      // One round trip each; the first digest was not known yet.
      assertThat(seen.scripts()).isLessThanOrEqualTo(seen.puts() + 1);
    }

    @Override
    public void breaks(Cached seen) {
      assertThat(seen.stale()).isEqualTo(KEYS);
    }

    @Override
    public void felt(Cached seen) {
      assertThat(seen.overtaken()).isEqualTo(KEYS);
    }

    @Override
    public String figure(Cached seen) {
      return "stale: %d of %d".formatted(seen.stale(), seen.reads());
    }

    @Override
    public void close() {
      clients.close();
    }
  }

  private interface Look {
    @Nullable Versioned get(String key);
  }

  private static CacheAside aside(
      Look cache,
      BiConsumer<String, Versioned> fill,
      BiConsumer<String, Versioned> written,
      ObjLongConsumer<String> removed) {
    return new CacheAside() {
      @Override
      public long read(String key, LongSupplier source) {
        Versioned hit = cache.get(key);
        if (hit != null) {
          return hit.version();
        }
        long loaded = source.getAsLong();
        fill.accept(key, row(loaded));
        return loaded;
      }

      @Override
      public void written(String key, long version) {
        written.accept(key, row(version));
      }

      @Override
      public void removed(String key, long version) {
        removed.accept(key, version);
      }
    };
  }

  private static Versioned row(long version) {
    return new Versioned(version, Long.toString(version));
  }
}
