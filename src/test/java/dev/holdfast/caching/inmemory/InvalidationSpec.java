package dev.holdfast.caching.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.cache2k.Cache2kBuilder;

/** Is what was invalidated gone, also while it was being loaded? */
@Specification(Outline.CACHING_IN_MEMORY)
class InvalidationSpec {
  /** A cache of one price, over a source that may be slow. */
  interface Price extends AutoCloseable {
    String get(Supplier<String> source);

    void invalidate();

    @Override
    default void close() {}
  }

  @Claim(
      says = "A value whose load had begun when it was invalidated does not stay in the cache",
      limit = "within one process; the invalidation waits until the load that is under way ends",
      source = "Caffeine's wiki, page Compute; Guava, CachesExplained, section Explicit Removals")
  class AnInvalidationDuringALoadIsNotUndone
      implements Experiment<Price, AnInvalidationDuringALoadIsNotUndone.Seen> {
    static final String KEY = "price";
    static final String OLD = "10.00";
    static final String NEW = "12.00";
    static final Duration SOON = Duration.ofSeconds(5);
    static final Duration LOOK_EVERY = Duration.ofMillis(1);

    private final Faults faults;

    AnInvalidationDuringALoadIsNotUndone(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param overtaken whether the source was changed while the old value was on its way
     * @param loaded what the load found
     * @param read what is read once both have ended
     */
    record Seen(boolean overtaken, String loaded, String read) {}

    @Subject(LocalCache.class)
    Price the_invalidation_waits_for_the_load() {
      var cache =
          new LocalCache<String, String>(
              LocalCache.Options.ofEntries("prices", 1, SOON.multipliedBy(2)),
              new SimpleMeterRegistry());
      return new Price() {
        @Override
        public String get(Supplier<String> source) {
          return cache.get(KEY, _ -> source.get());
        }

        @Override
        public void invalidate() {
          cache.invalidate(KEY);
        }
      };
    }

    @Control(differs = "puts what it loaded, whatever happened to the key since")
    Price get_load_put() {
      var cache = new ConcurrentHashMap<String, String>();
      return new Price() {
        @Override
        public String get(Supplier<String> source) {
          String hit = cache.get(KEY);
          if (hit == null) {
            hit = source.get();
            cache.put(KEY, hit);
          }
          return hit;
        }

        @Override
        public void invalidate() {
          cache.remove(KEY);
        }
      };
    }

    @Peer(
        artifact = "com.google.guava:guava",
        configured = "get(key, callable) and invalidate(key), as CachesExplained says")
    Price guava() {
      var cache = CacheBuilder.newBuilder().<String, String>build();
      return new Price() {
        @Override
        public String get(Supplier<String> source) {
          try {
            return cache.get(KEY, source::get);
          } catch (ExecutionException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void invalidate() {
          cache.invalidate(KEY);
        }
      };
    }

    @Peer(
        artifact = "com.github.ben-manes.caffeine:caffeine",
        configured = "buildAsync, as its wiki's page Population says")
    Price caffeine_async() {
      var cache = Caffeine.newBuilder().<String, String>buildAsync();
      return new Price() {
        @Override
        public String get(Supplier<String> source) {
          return cache.get(KEY, _ -> source.get()).join();
        }

        @Override
        public void invalidate() {
          cache.synchronous().invalidate(KEY);
        }
      };
    }

    @Peer(
        artifact = "org.cache2k:cache2k-core",
        configured = "computeIfAbsent and remove, as its guide says")
    Price cache2k() {
      var cache = Cache2kBuilder.of(String.class, String.class).eternal(true).build();
      return new Price() {
        @Override
        public String get(Supplier<String> source) {
          return cache.computeIfAbsent(KEY, _ -> source.get());
        }

        @Override
        public void invalidate() {
          cache.remove(KEY);
        }

        @Override
        public void close() {
          cache.close();
        }
      };
    }

    @Override
    public Seen run(Price price) throws Exception {
      var source = new AtomicReference<>(OLD);
      var reading = new CountDownLatch(1);
      var invalidator = new Invalidator(price);
      var loaded = new AtomicReference<String>();
      Supplier<String> slow =
          () -> {
            String found = source.get();
            reading.countDown();
            if (faults.real()) {
              invalidator.awaitDoneOrHeldUp();
            }
            return found;
          };
      faults.alongside(
          "the source is changed during the load",
          () -> {
            reading.await();
            source.set(NEW);
            invalidator.run();
          },
          () -> loaded.set(price.get(slow)));
      String read = price.get(source::get);
      return new Seen(invalidator.awaited, loaded.get(), read);
    }

    /** Invalidates on a thread that can be looked at: it may have to wait for the load. */
    private static final class Invalidator {
      private final Price price;
      private final AtomicReference<Thread> thread = new AtomicReference<>();
      private final CountDownLatch done = new CountDownLatch(1);
      private volatile boolean awaited;

      Invalidator(Price price) {
        this.price = price;
      }

      void run() {
        thread.set(Thread.currentThread());
        price.invalidate();
        done.countDown();
      }

      void awaitDoneOrHeldUp() {
        Awaitility.await("the invalidation is done, or waits for the load")
            .atMost(SOON)
            .pollDelay(Duration.ZERO)
            .pollInterval(LOOK_EVERY)
            .until(() -> done.getCount() == 0 || heldUp());
        awaited = true;
      }

      private boolean heldUp() {
        Thread by = thread.get();
        return by != null
            && (by.getState() == Thread.State.BLOCKED || by.getState() == Thread.State.WAITING);
      }
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.loaded()).isEqualTo(OLD);
      assertThat(seen.read()).isEqualTo(NEW);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.read()).isEqualTo(OLD);
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.overtaken()).isTrue();
    }

    @Override
    public String figure(Seen seen) {
      return "reads " + seen.read() + " once the price is " + NEW;
    }
  }
}
