package dev.holdfast.caching.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.impl.copy.SerializingCopier;

/** Whose is a value that a cache gives out? */
@Specification(Outline.CACHING_IN_MEMORY)
class SharedValueSpec {
  /** Gives the list of a key; the function makes it when there is none. */
  interface Lists extends AutoCloseable {
    List<String> get(Supplier<ArrayList<String>> source);

    @Override
    default void close() {}
  }

  @Claim(
      says = "What a reader does to a value that it was given, no other reader sees",
      limit = "as deep as the copy goes that the cache is told to make",
      source = "Bloch, Effective Java, item 50, on defensive copies; Ehcache's manual, Copiers")
  class AReaderChangesOnlyItsOwn implements Experiment<Lists, AReaderChangesOnlyItsOwn.Seen> {
    static final String KEY = "countries";
    static final List<String> STORED = List.of("at", "be", "ch");
    static final int READERS = 20;

    private final Faults faults;

    AReaderChangesOnlyItsOwn(Faults faults) {
      this.faults = faults;
    }

    /**
     * @param changed whether the first reader could change what it was given
     * @param asStored how many readers after it were given what is stored
     */
    record Seen(boolean changed, int asStored) {}

    @Subject(LocalCache.class)
    Lists a_copy_each() {
      var options =
          LocalCache.Options.<String, ArrayList<String>>ofEntries("lists", 1, Duration.ofHours(1))
              .copying(ArrayList::new);
      var cache = new LocalCache<>(options, new SimpleMeterRegistry());
      return source -> cache.get(KEY, _ -> source.get());
    }

    @Control(differs = "gives out the object that it holds")
    Lists the_object_itself() {
      Cache<String, ArrayList<String>> cache = Caffeine.newBuilder().build();
      return source -> cache.get(KEY, _ -> source.get());
    }

    @Peer(
        artifact = "org.ehcache:ehcache",
        configured = "withValueCopier(SerializingCopier), as its manual's page Copiers says")
    Lists ehcache() {
      @SuppressWarnings({"unchecked", "rawtypes"})
      Class<ArrayList<String>> type = (Class) ArrayList.class;
      var configuration =
          CacheConfigurationBuilder.newCacheConfigurationBuilder(
                  String.class, type, ResourcePoolsBuilder.heap(1))
              .withValueCopier(SerializingCopier.asCopierClass());
      var manager = CacheManagerBuilder.newCacheManagerBuilder().build(true);
      var cache = manager.createCache("lists", configuration);
      return new Lists() {
        @Override
        public List<String> get(Supplier<ArrayList<String>> source) {
          cache.putIfAbsent(KEY, source.get());
          return cache.get(KEY);
        }

        @Override
        public void close() {
          manager.close();
        }
      };
    }

    @Override
    public Seen run(Lists lists) {
      Supplier<ArrayList<String>> source = () -> new ArrayList<>(STORED);
      List<String> own = lists.get(source);
      int removed = faults.instead("a reader sorts out what it does not need", 0, own.size());
      own.subList(0, removed).clear();
      int asStored = 0;
      for (int reader = 0; reader < READERS; reader++) {
        asStored += lists.get(source).equals(STORED) ? 1 : 0;
      }
      return new Seen(own.isEmpty(), asStored);
    }

    @Override
    public void holds(Seen seen) {
      assertThat(seen.asStored()).isEqualTo(READERS);
    }

    @Override
    public void breaks(Seen seen) {
      assertThat(seen.asStored()).isZero();
    }

    @Override
    public void felt(Seen seen) {
      assertThat(seen.changed()).isTrue();
    }

    @Override
    public String figure(Seen seen) {
      return "%d of %d readers were given what is stored".formatted(seen.asStored(), READERS);
    }
  }
}
