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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What do readers see of a source that is slow? */
@Specification(Outline.CACHING_STAMPEDE)
class SlowSourceSpec {
  static final String KEY = "price";
  static final Duration FRESH = Duration.ofSeconds(10); // of the clock that is injected
  static final Duration BOUND = FRESH.multipliedBy(3);

  @Claim(
      says = "A source that does not answer holds up no reader who may have the old value",
      limit =
          "one reader a refresh waits for the soft deadline; the old value is given out meanwhile",
      source = "FusionCache (.NET), Soft Timeouts; RFC 5861, stale-while-revalidate")
  class ASlowSourceHoldsUpNoReader
      implements Experiment<PriceCache, ASlowSourceHoldsUpNoReader.Reads> {
    static final int READERS = 20;
    static final Duration SOFT = Duration.ofMillis(50); // real: a right answer takes less in calm
    static final Duration NOTICED = Duration.ofMillis(500); // real, ten times the soft deadline
    static final Duration SOON = Duration.ofSeconds(5);
    static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private final Faults faults;
    private final AtomicLong clock = new AtomicLong();
    private final Table table = new Table();

    ASlowSourceHoldsUpNoReader(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param held loads that the source had not answered when the readers were counted
     * @param answered readers who had an answer by then
     * @param served readers who had one in the end
     * @param loads of the source after the first, by its own count
     * @param newest whether the value of the slow load was given out once it had come
     */
    record Reads(int held, int answered, int served, int loads, boolean newest) {}

    @Subject({FailSafeCache.class, FailSafeSlot.class, FailSafeOptions.class})
    PriceCache the_old_value_at_the_soft_deadline() {
      var options =
          new FailSafeOptions(
              "prices", 1, FRESH, BOUND.minus(FRESH), FRESH, SOFT, EarlyRefresh.never());
      var cache = new FailSafeCache<String, String>(options, clock::get, new SimpleMeterRegistry());
      return key -> cache.get(key, () -> table.load(key));
    }

    @Control(differs = "readers of an expired value wait for the load")
    PriceCache blocking_load() {
      var cache =
          Caffeine.newBuilder().expireAfterWrite(FRESH).ticker(clock::get).build(table::load);
      return cache::get;
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "refreshAfterWrite and expireAfterWrite, as its wiki's page Refresh says")
    PriceCache caffeine() {
      var cache =
          Caffeine.newBuilder()
              .refreshAfterWrite(FRESH)
              .expireAfterWrite(BOUND)
              .ticker(clock::get)
              .build(table::load);
      return cache::get;
    }

    @Peer(
        artifact = "com.google.guava:guava",
        configured = "refreshAfterWrite and expireAfterWrite, as CachesExplained says")
    PriceCache guava() {
      var cache =
          CacheBuilder.newBuilder()
              .refreshAfterWrite(FRESH)
              .expireAfterWrite(BOUND)
              .ticker(DeadSourceSpec.ticker(clock::get))
              .build(
                  new CacheLoader<String, String>() {
                    @Override
                    public String load(String key) throws Exception {
                      return table.load(key);
                    }
                  });
      return cache::get;
    }

    @Override
    public Reads run(PriceCache cache) throws Exception {
      table.insert(KEY, "old");
      var _ = cache.get(KEY);
      int first = table.lookups();
      table.insert(KEY, "new");
      clock.addAndGet(FRESH.plusSeconds(1).toNanos());
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var answers = new CountDownLatch(READERS);
        List<Future<String>> readers = new ArrayList<>();
        int held;
        int answered;
        try (Fault _ = faults.begin("it answers nothing", "the source", table::stall)) {
          for (int reader = 0; reader < READERS; reader++) {
            readers.add(
                threads.submit(
                    () -> {
                      String answer = cache.get(KEY);
                      answers.countDown();
                      return answer;
                    }));
          }
          boolean _ = answers.await(NOTICED.toMillis(), TimeUnit.MILLISECONDS);
          answered = READERS - (int) answers.getCount();
          held = table.waiting();
        }
        int served = 0;
        for (Future<String> reader : readers) {
          served += reader.get().isEmpty() ? 0 : 1;
        }
        boolean newest = comesToBe("new", cache);
        return new Reads(held, answered, served, table.lookups() - first, newest);
      }
    }

    /** Also a library that refreshes in a pool of its own may take a moment. */
    private static boolean comesToBe(String value, PriceCache cache) {
      try {
        Awaitility.await("the value that was loaded late")
            .atMost(SOON)
            .pollDelay(Duration.ZERO)
            .pollInterval(LOOK_EVERY)
            .until(() -> cache.get(KEY).equals(value));
        return true;
      } catch (ConditionTimeoutException _) {
        return false;
      }
    }

    @Override
    public void holds(Reads seen) {
      assertThat(seen.answered()).isEqualTo(READERS);
      assertThat(seen.loads()).isOne();
      assertThat(seen.newest()).isTrue();
    }

    @Override
    public void breaks(Reads seen) {
      assertThat(seen.answered()).isZero();
      assertThat(seen.served()).isEqualTo(READERS);
    }

    @Override
    public void felt(Reads seen) {
      assertThat(seen.held()).isPositive();
    }

    @Override
    public String figure(Reads seen) {
      return "%d of %d readers answered meanwhile, %d load"
          .formatted(seen.answered(), READERS, seen.loads());
    }
  }
}
