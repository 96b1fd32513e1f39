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

/** Does a cache that nobody uses give its memory back? */
@Specification(Outline.CACHING_IN_MEMORY)
class IdleSpec {
  @Claim(
      says = "What has expired leaves the memory also when nobody uses the cache any more",
      limit = "within a second or so of its expiry: the cache is woken once for many entries",
      source = "Caffeine's wiki, page Cleanup")
  class ExpiredEntriesLeaveWithoutTraffic
      implements Experiment<ExpiredEntriesLeaveWithoutTraffic.Idle, Left> {
    static final int ENTRIES = 10_000;
    static final Duration EXPIRY = Duration.ofMinutes(10);
    static final Duration NIGHT = Duration.ofHours(1);

    private final Faults faults;
    private final FakeClock clock = new FakeClock();

    ExpiredEntriesLeaveWithoutTraffic(Faults faults) {
      this.faults = faults;
    }

    /** A cache that nobody may be using. */
    interface Idle {
      void put(int key);

      boolean has(int key);

      long held();
    }

    @Subject(LocalCache.class)
    Idle woken_by_a_scheduler() {
      var options = LocalCache.Options.<Integer, Integer>ofEntries("sessions", ENTRIES, EXPIRY);
      var cache = new LocalCache<>(options.on(clock, clock), new SimpleMeterRegistry());
      return new Idle() {
        @Override
        public void put(int key) {
          cache.get(key, asked -> asked);
        }

        @Override
        public boolean has(int key) {
          return cache.find(key).isPresent();
        }

        @Override
        public long held() {
          return cache.weight();
        }
      };
    }

    @Control(differs = "cleans up when somebody calls, and only then")
    Idle cleaned_up_by_its_callers() {
      return idle(Caffeine.newBuilder());
    }

    @Peer(
        artifact = "com.google.guava:guava",
        configured = "expireAfterWrite, as CachesExplained says")
    Idle guava() {
      var cache =
          CacheBuilder.newBuilder()
              .expireAfterWrite(EXPIRY)
              .ticker(
                  new com.google.common.base.Ticker() {
                    @Override
                    public long read() {
                      return clock.read();
                    }
                  })
              .<Integer, Integer>build();
      return new Idle() {
        @Override
        public void put(int key) {
          cache.put(key, key);
        }

        @Override
        public boolean has(int key) {
          return cache.getIfPresent(key) != null;
        }

        @Override
        public long held() {
          return cache.size();
        }
      };
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "with a scheduler, as its wiki's page Cleanup says")
    Idle caffeine() {
      return idle(Caffeine.newBuilder().scheduler(clock));
    }

    private Idle idle(Caffeine<Object, Object> builder) {
      Cache<Integer, Integer> cache =
          builder
              .expireAfterWrite(EXPIRY)
              .maximumSize(ENTRIES)
              .ticker(clock)
              .executor(Runnable::run)
              .build();
      return new Idle() {
        @Override
        public void put(int key) {
          cache.put(key, key);
        }

        @Override
        public boolean has(int key) {
          return cache.getIfPresent(key) != null;
        }

        @Override
        public long held() {
          return cache.estimatedSize();
        }
      };
    }

    @Override
    public Left run(Idle cache) {
      IntStream.range(0, ENTRIES).forEach(cache::put);
      long before = cache.held();
      clock.advance(NIGHT);
      int callers = faults.instead("nobody comes", ENTRIES, 0);
      for (int key = 0; key < callers; key++) {
        var _ = cache.has(key); // expired, so a miss: what this does to the memory is the question
      }
      return new Left(before, callers, cache.held());
    }

    @Override
    public void holds(Left seen) {
      assertThat(seen.before()).isEqualTo(ENTRIES);
      assertThat(seen.after()).isZero();
    }

    @Override
    public void breaks(Left seen) {
      assertThat(seen.after()).isEqualTo(ENTRIES);
    }

    @Override
    public void felt(Left seen) {
      assertThat(seen.callers()).isZero();
    }

    @Override
    public String figure(Left seen) {
      return "%d of %d expired entries left".formatted(seen.after(), seen.before());
    }
  }

  /**
   * @param before entries, when they had been put
   * @param callers after they expired
   * @param after entries, in the end
   */
  record Left(long before, int callers, long after) {}
}
