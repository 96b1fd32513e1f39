package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailSafeCacheTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Callable<String> DOWN =
      () -> {
        throw new IOException("down");
      };

  private final AtomicLong clock = new AtomicLong();
  private final FailSafeCache<String, String> cache =
      new FailSafeCache<>(
          options(1, SECOND, SECOND, SECOND), clock::get, new SimpleMeterRegistry());

  @Test
  void without_a_value_the_failure_shows_and_is_shared_for_a_window() throws Exception {
    var asked = new AtomicInteger();
    Callable<String> failing =
        () -> {
          asked.incrementAndGet();
          return DOWN.call();
        };
    for (int call = 0; call < 3; call++) {
      assertThatThrownBy(() -> cache.get("key", failing))
          .isInstanceOf(LoadException.class)
          .hasRootCauseMessage("down");
    }
    assertThat(asked).hasValue(1);
    clock.addAndGet(SECOND.toNanos());
    assertThat(cache.get("key", () -> "back")).isEqualTo("back");
  }

  @Test
  void what_was_forgotten_is_loaded_again_even_when_the_source_had_just_failed() throws Exception {
    assertThat(cache.get("key", () -> "old")).isEqualTo("old");
    clock.addAndGet(SECOND.toNanos());
    assertThat(cache.get("key", DOWN)).isEqualTo("old");
    cache.forget("key");
    assertThat(cache.get("key", () -> "new")).isEqualTo("new");
  }

  @Test
  void an_early_refresh_keeps_nobody_waiting() throws Exception {
    var options =
        new FailSafeOptions(
            "prices", 1, SECOND, SECOND, SECOND, SECOND, new EarlyRefresh(1, () -> 0.999));
    var eager = new FailSafeCache<String, String>(options, clock::get, new SimpleMeterRegistry());
    String first =
        eager.get(
            "key",
            () -> {
              clock.addAndGet(SECOND.toNanos() / 2); // a load that took long: worth an early one
              return "old";
            });
    assertThat(first).isEqualTo("old");
    assertThat(eager.get("key", DOWN)).isEqualTo("old");
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> options(0, SECOND, SECOND, SECOND))
        .hasMessageContaining("maximum is 0 keys");
    assertThatThrownBy(() -> options(1, Duration.ZERO, SECOND, SECOND))
        .hasMessageContaining("fresh is PT0S");
    assertThatThrownBy(() -> options(1, SECOND, SECOND, Duration.ZERO))
        .hasMessageContaining("retryAfter is PT0S");
    assertThatThrownBy(() -> options(1, SECOND, SECOND.negated(), SECOND))
        .hasMessageContaining("stale is PT-1S");
    assertThatThrownBy(() -> new EarlyRefresh(Double.NaN, () -> 0))
        .hasMessageContaining("beta is NaN");
    assertThatThrownBy(() -> new ExpiryJitter(SECOND, SECOND))
        .hasMessageContaining("width is PT1S, longest is PT1S");
  }

  private static FailSafeOptions options(
      long maximum, Duration fresh, Duration stale, Duration retryAfter) {
    return new FailSafeOptions(
        "prices", maximum, fresh, stale, retryAfter, Duration.ofSeconds(10), EarlyRefresh.never());
  }
}
