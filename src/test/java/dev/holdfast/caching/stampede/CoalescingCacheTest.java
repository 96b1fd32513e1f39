package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoalescingCacheTest {
  private final AtomicInteger loads = new AtomicInteger();

  @Test
  void a_caller_who_missed_before_a_load_landed_finds_what_it_brought() throws Exception {
    Overtaken entries = new Overtaken();
    CoalescingCache<String, String> cache = cache(entries);
    entries.betweenMissAndTakeOff = () -> cache.get("key", this::load);

    assertThat(cache.get("key", this::load)).isEqualTo("value 1");
    assertThat(loads).hasValue(1);
  }

  @Test
  void a_failure_stores_nothing() throws Exception {
    var entries = new ConcurrentHashMap<String, String>();
    CoalescingCache<String, String> cache = cache(entries);
    assertThatThrownBy(
            () ->
                cache.get(
                    "key",
                    () -> {
                      throw new IOException("no route");
                    }))
        .isInstanceOf(LoadException.class);
    assertThat(entries).isEmpty();
    assertThat(cache.get("key", this::load)).isEqualTo("value 1");
  }

  private String load() {
    return "value " + loads.incrementAndGet();
  }

  private static CoalescingCache<String, String> cache(ConcurrentHashMap<String, String> entries) {
    return new CoalescingCache<>(entries, new SingleFlight<>("test", new SimpleMeterRegistry()));
  }

  /** A map in which, after the first miss, a whole other flight lands before the miss is told. */
  private static final class Overtaken extends ConcurrentHashMap<String, String> {
    private transient Flight betweenMissAndTakeOff = () -> "";
    private boolean overtaken;

    @Override
    public @Nullable String get(Object key) {
      String found = super.get(key);
      if (!overtaken) {
        overtaken = true;
        try {
          assertThat(betweenMissAndTakeOff.land()).isEqualTo("value 1");
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
      return found;
    }

    interface Flight {
      String land() throws Exception;
    }
  }
}
