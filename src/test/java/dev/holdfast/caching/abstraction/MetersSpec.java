package dev.holdfast.caching.abstraction;

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
import dev.holdfast.harness.faults.Faults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Do a cache's figures say what happened, and nothing else? */
@Specification(Outline.CACHING_ABSTRACTION)
class MetersSpec {
  static final int REQUESTS = 10;

  /** A cache with its figures, over a source that may have no row. */
  interface Metered {
    void ask(String key, Function<String, @Nullable String> source);

    /** As it would be drawn; empty where there is no point to draw. */
    OptionalDouble hitRate();

    /** Loads that are called failures. */
    long failures();
  }

  static Metered chain() {
    var meters = new RequestMeters("products", new SimpleMeterRegistry());
    var clock = Clock.systemUTC();
    var chain =
        new TierChain<String>(
            List.of(new MemoryTier<>(REQUESTS, clock)), Duration.ofMinutes(1), clock, meters);
    return new Metered() {
      @Override
      public void ask(String key, Function<String, @Nullable String> source) {
        var _ = chain.get(key, () -> Optional.ofNullable(source.apply(key)));
      }

      @Override
      public OptionalDouble hitRate() {
        return meters.hitRate();
      }

      @Override
      public long failures() {
        return meters.requests("failed");
      }
    };
  }

  static Metered caffeine() {
    var cache = Caffeine.newBuilder().recordStats().<String, String>build();
    return new Metered() {
      @Override
      public void ask(String key, Function<String, @Nullable String> source) {
        var _ = cache.get(key, source);
      }

      @Override
      public OptionalDouble hitRate() {
        return OptionalDouble.of(cache.stats().hitRate());
      }

      @Override
      public long failures() {
        return cache.stats().loadFailureCount();
      }
    };
  }

  static Metered guava() {
    var cache = CacheBuilder.newBuilder().recordStats().<String, String>build();
    return new Metered() {
      @Override
      public void ask(String key, Function<String, @Nullable String> source) {
        try {
          cache.get(key, () -> found(source.apply(key)));
        } catch (java.util.concurrent.ExecutionException
            | CacheLoader.InvalidCacheLoadException _) {
          return; // how this cache says that there is nothing
        }
      }

      @SuppressWarnings("NullAway") // what a loader over rows that may be absent does
      private static String found(@Nullable String row) {
        return row;
      }

      @Override
      public OptionalDouble hitRate() {
        return OptionalDouble.of(cache.stats().hitRate());
      }

      @Override
      public long failures() {
        return cache.stats().loadExceptionCount();
      }
    };
  }

  @Claim(
      says = "A cache that nobody has asked has no hit rate",
      limit = "one process's count since its start, not what it is now",
      source =
          "Prometheus, Instrumentation, on exporting counters, not ratios; Caffeine, CacheStats")
  class AHitRateIsNotInvented implements Experiment<Metered, AHitRateIsNotInvented.Shown> {
    private final Faults faults;

    AHitRateIsNotInvented(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param rate as it is shown; null for none
     */
    record Shown(int requests, @Nullable Double rate) {}

    @Subject({RequestMeters.class, TierChain.class})
    Metered none_before_the_first_request() {
      return chain();
    }

    @Control(differs = "a cache without requests has had no miss, and so a rate of one")
    Metered one_before_the_first_request() {
      return caffeine();
    }

    @Peer(artifact = "com.google.guava:guava", configured = "recordStats, as CachesExplained says")
    Metered guava_stats() {
      return guava();
    }

    @Override
    public Shown run(Metered cache) {
      int requests = faults.instead("nobody asks", REQUESTS, 0);
      for (int i = 0; i < requests; i++) {
        cache.ask("product", key -> key);
      }
      OptionalDouble rate = cache.hitRate();
      return new Shown(requests, rate.isPresent() ? rate.getAsDouble() : null);
    }

    @Override
    public void holds(Shown seen) {
      if (seen.requests() == 0) {
        assertThat(seen.rate()).isNull();
      } else {
        assertThat(seen.rate()).isEqualTo((REQUESTS - 1.0) / REQUESTS);
      }
    }

    @Override
    public void breaks(Shown seen) {
      assertThat(seen.rate()).isEqualTo(1.0);
    }

    @Override
    public void felt(Shown seen) {
      assertThat(seen.requests()).isZero();
    }

    @Override
    public String figure(Shown seen) {
      return "hit rate " + (seen.rate() == null ? "none" : seen.rate());
    }
  }

  @Claim(
      says = "A row that is not there is counted as absent, not as a failure of the source",
      limit = "what the source answers is believed; an absent row is asked for again each time",
      source = "Caffeine, CacheStats.loadFailureCount; Guava, CacheStats.loadExceptionCount")
  class AnAbsentRowIsNoOutage implements Experiment<Metered, AnAbsentRowIsNoOutage.Counted> {
    private final Faults faults;

    AnAbsentRowIsNoOutage(Faults faults) {
      this.faults = faults;
    }

    record Counted(int rows, int asked, long failures) {}

    @Subject({RequestMeters.class, TierChain.class})
    Metered counted_as_absent() {
      return chain();
    }

    @Control(differs = "a load that finds nothing has failed")
    Metered counted_as_failed() {
      return caffeine();
    }

    @Peer(artifact = "com.google.guava:guava", configured = "recordStats, as CachesExplained says")
    Metered guava_stats() {
      return guava();
    }

    @Override
    public Counted run(Metered cache) {
      int rows = faults.instead("rows that are not there", REQUESTS, 0);
      int[] asked = {0};
      for (int i = 0; i < REQUESTS; i++) {
        int row = i;
        cache.ask(
            "product-" + i,
            key -> {
              asked[0]++;
              return row < rows ? key : null;
            });
      }
      return new Counted(rows, asked[0], cache.failures());
    }

    @Override
    public void holds(Counted seen) {
      assertThat(seen.asked()).isEqualTo(REQUESTS);
      assertThat(seen.failures()).isZero();
    }

    @Override
    public void breaks(Counted seen) {
      assertThat(seen.failures()).isEqualTo(REQUESTS);
    }

    @Override
    public void felt(Counted seen) {
      assertThat(seen.rows()).isZero();
    }

    @Override
    public String figure(Counted seen) {
      return seen.failures() + " failures of a source that is well";
    }
  }
}
