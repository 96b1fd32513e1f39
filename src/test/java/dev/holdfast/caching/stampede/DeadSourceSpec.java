package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What do readers see of a source that is down? */
@Specification(Outline.CACHING_STAMPEDE)
class DeadSourceSpec {
  static final String KEY = "price";

  @Claim(
      says =
          "A source that is down costs readers nothing until their value is as old as was allowed,"
              + " and is asked once a window; then the error shows",
      limit = "a value may be older than fresh, by as much as was allowed; in each process",
      source = "RFC 5861, stale-if-error; FusionCache (.NET), Fail-Safe")
  class ADeadSourceCostsNothingForAWhile
      implements Experiment<PriceCache, ADeadSourceCostsNothingForAWhile.Reads> {
    static final Duration EVERY = Duration.ofSeconds(1); // a read, on the injected clock
    static final int FRESH = 10; // reads
    static final int BOUND = 30; // reads until a value is too old
    static final int READS = 40;
    static final int WINDOW = 5; // reads between two tries
    static final int TRIES = 1 + (READS - FRESH) / WINDOW;

    /** Real time, for a source that fails at once. */
    static final Duration PATIENT = Duration.ofSeconds(10);

    private final Faults faults;
    private final AtomicLong clock = new AtomicLong();
    private final Table table = new Table();

    ADeadSourceCostsNothingForAWhile(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param failedWithin reads that failed while the value was not too old
     * @param answeredWithin reads that were answered by then
     * @param failedBeyond reads that failed later
     * @param oldest value that was given out, in reads since it was loaded
     * @param loads that the source was asked for after the first, by its own count
     * @param refusals of the source, by its own count
     */
    record Reads(
        int failedWithin,
        int answeredWithin,
        int failedBeyond,
        int oldest,
        int loads,
        int refusals) {}

    @Subject({FailSafeCache.class, FailSafeSlot.class, FailSafeOptions.class})
    PriceCache stale_on_error() {
      var options =
          new FailSafeOptions(
              "prices",
              1,
              EVERY.multipliedBy(FRESH),
              EVERY.multipliedBy(BOUND - FRESH),
              EVERY.multipliedBy(WINDOW),
              PATIENT,
              EarlyRefresh.never());
      var cache = new FailSafeCache<String, String>(options, clock::get, new SimpleMeterRegistry());
      return key -> cache.get(key, () -> table.load(key));
    }

    @Control(differs = "what is no longer fresh is gone")
    PriceCache expire_after_write() {
      var cache =
          Caffeine.newBuilder()
              .expireAfterWrite(EVERY.multipliedBy(FRESH))
              .ticker(clock::get)
              .build(table::load);
      return cache::get;
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "refreshAfterWrite and expireAfterWrite, as its wiki's page Refresh says")
    PriceCache caffeine() {
      var cache =
          Caffeine.newBuilder()
              .refreshAfterWrite(EVERY.multipliedBy(FRESH))
              .expireAfterWrite(EVERY.multipliedBy(BOUND))
              .ticker(clock::get)
              .executor(Runnable::run) // so that a refresh has ended when the next read comes
              .build(table::load);
      return cache::get;
    }

    @Peer(
        artifact = "com.google.guava:guava",
        configured = "refreshAfterWrite and expireAfterWrite, as CachesExplained says")
    PriceCache guava() {
      var cache =
          CacheBuilder.newBuilder()
              .refreshAfterWrite(EVERY.multipliedBy(FRESH))
              .expireAfterWrite(EVERY.multipliedBy(BOUND))
              .ticker(ticker(clock::get))
              .build(CacheLoader.from((String key) -> loadUnchecked(key)));
      return cache::get;
    }

    @Override
    public Reads run(PriceCache cache) throws Exception {
      table.insert(KEY, "0"); // a value says at which read it was loaded
      var _ = cache.get(KEY);
      int first = table.lookups();
      int[] failed = {0, 0};
      int[] answered = {0, 0};
      int oldest = 0;
      try (Fault _ = faults.begin("it refuses", "the source", table::goDown)) {
        for (int read = 1; read <= READS; read++) {
          clock.addAndGet(EVERY.toNanos());
          table.insert(KEY, String.valueOf(read));
          int part = read < BOUND ? 0 : 1;
          try {
            oldest = Math.max(oldest, read - Integer.parseInt(cache.get(KEY)));
            answered[part]++;
          } catch (Exception _) {
            failed[part]++;
          }
        }
      }
      return new Reads(
          failed[0], answered[0], failed[1], oldest, table.lookups() - first, table.refusals());
    }

    private String loadUnchecked(String key) {
      try {
        return table.load(key);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void holds(Reads seen) {
      assertThat(seen.failedWithin()).isZero();
      assertThat(seen.answeredWithin()).isEqualTo(BOUND - 1);
      assertThat(seen.oldest()).isLessThan(BOUND);
      assertThat(seen.loads()).isLessThanOrEqualTo(TRIES);
    }

    @Override
    public void breaks(Reads seen) {
      assertThat(seen.failedWithin()).isEqualTo(BOUND - FRESH);
    }

    @Override
    public void felt(Reads seen) {
      assertThat(seen.refusals()).isPositive();
    }

    @Override
    public String figure(Reads seen) {
      return "%d of %d reads failed within the bound, %d loads"
          .formatted(seen.failedWithin(), BOUND - 1, seen.loads());
    }
  }

  static com.google.common.base.Ticker ticker(LongSupplier clock) {
    return new com.google.common.base.Ticker() {
      @Override
      public long read() {
        return clock.getAsLong();
      }
    };
  }
}
