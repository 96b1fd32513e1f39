package dev.holdfast.caching.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.faults.Faults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.stream.IntStream;

/** How much memory does a cache take? */
@Specification(Outline.CACHING_IN_MEMORY)
class MemorySpec {
  static final int KB = 1_000;

  /** A cache of documents. */
  interface Documents {
    /** Reads a document, and keeps it. */
    byte[] read(int id, byte[] stored);

    /** How many bytes of documents it holds. */
    long bytes();
  }

  @Claim(
      says = "A cache of documents stays within its bytes, however large some of them are",
      limit = "bytes of the documents, as their weigher counts them; not what the heap spends",
      source = "Caffeine's wiki, page Eviction, size-based")
  class LargeValuesStayWithinTheBound
      implements Experiment<Documents, LargeValuesStayWithinTheBound.Held> {
    static final int READ = 10_000;
    static final int SMALL = 2 * KB;
    static final int LARGE = 200 * KB;
    static final int ONE_IN = 10; // of the documents is large
    static final long BOUND = 4_000L * KB;
    static final int USUAL = 4 * KB; // what a document takes, thought somebody who counts entries

    private final Faults faults;

    LargeValuesStayWithinTheBound(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param offered bytes that went through the cache
     * @param held bytes in it at the end
     */
    record Held(int read, long offered, long held) {}

    @Subject(LocalCache.class)
    Documents bounded_by_weight() {
      var cache =
          new LocalCache<Integer, byte[]>(
              LocalCache.Options.<Integer, byte[]>ofEntries("documents", 1, Duration.ofHours(1))
                  .weighing(BOUND, (_, document) -> document.length),
              new SimpleMeterRegistry());
      return documents(cache);
    }

    @Control(differs = "bounded by a number of entries that fits documents as they usually are")
    Documents bounded_by_entries() {
      Cache<Integer, byte[]> cache =
          Caffeine.newBuilder().maximumSize(BOUND / USUAL).executor(Runnable::run).build();
      return new Documents() {
        @Override
        public byte[] read(int id, byte[] stored) {
          return cache.get(id, _ -> stored);
        }

        @Override
        public long bytes() {
          return cache.asMap().values().stream().mapToLong(document -> document.length).sum();
        }
      };
    }

    @Peer(
        artifact = "com.google.guava:guava",
        configured = "maximumWeight and weigher, as CachesExplained says")
    Documents guava() {
      var cache =
          CacheBuilder.newBuilder()
              .maximumWeight(BOUND)
              .weigher((Integer _, byte[] document) -> document.length)
              .build();
      return new Documents() {
        @Override
        public byte[] read(int id, byte[] stored) {
          cache.put(id, stored);
          return stored;
        }

        @Override
        public long bytes() {
          return cache.asMap().values().stream().mapToLong(document -> document.length).sum();
        }
      };
    }

    private static Documents documents(LocalCache<Integer, byte[]> cache) {
      return new Documents() {
        @Override
        public byte[] read(int id, byte[] stored) {
          return cache.get(id, _ -> stored);
        }

        @Override
        public long bytes() {
          // What is in it, not what it says of itself.
          return IntStream.range(0, READ)
              .mapToObj(cache::find)
              .mapToLong(found -> found.map(document -> document.length).orElse(0))
              .sum();
        }
      };
    }

    @Override
    public Held run(Documents documents) {
      int large = faults.instead("one document in ten is large", SMALL, LARGE);
      int read = 0;
      long offered = 0;
      for (int id = 0; id < READ; id++) {
        byte[] stored = new byte[id % ONE_IN == 0 ? large : SMALL];
        offered += stored.length;
        read += documents.read(id, stored).length == stored.length ? 1 : 0;
      }
      return new Held(read, offered, documents.bytes());
    }

    @Override
    public void holds(Held seen) {
      assertThat(seen.read()).isEqualTo(READ);
      assertThat(seen.held()).isPositive().isLessThanOrEqualTo(BOUND);
    }

    @Override
    public void breaks(Held seen) {
      assertThat(seen.held()).isGreaterThan(2 * BOUND);
    }

    @Override
    public void felt(Held seen) {
      assertThat(seen.offered()).isGreaterThan((long) READ * USUAL);
    }

    @Override
    public String figure(Held seen) {
      return "%,d kB held".formatted(seen.held() / KB);
    }
  }
}
