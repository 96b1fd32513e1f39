package dev.holdfast.caching.multilevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NearCacheTest {
  private static final String KEY = "key";
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

  private final AtomicLong now = new AtomicLong();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Ticker ticker = now::get;
  private final NearCache<String> near = new NearCache<>("near", 100, TIME_TO_LIVE, ticker, meters);

  @Test
  void it_begins_suspended_and_answers_from_the_remote_cache() {
    assertThat(near.serving()).isFalse();
    assertThat(near.get(KEY, _ -> "first")).isEqualTo("first");
    assertThat(near.get(KEY, _ -> "second")).isEqualTo("second");
    assertThat(near.getIfPresent(KEY)).isNull();
    assertThat(meters.get("cache.near.serving").gauge().value()).isZero();
  }

  @Test
  void what_was_read_while_it_serves_is_kept() {
    near.resume();
    assertThat(near.get(KEY, _ -> "first")).isEqualTo("first");
    assertThat(near.get(KEY, _ -> "second")).isEqualTo("first");
    assertThat(meters.get("cache.near.gets").tag("result", "hit").counter().count()).isOne();
    assertThat(meters.get("cache.near.serving").gauge().value()).isOne();
  }

  @Test
  void an_absent_value_is_asked_for_again() {
    near.resume();
    assertThat(near.<RuntimeException>get(KEY, _ -> null)).isNull();
    assertThat(near.get(KEY, _ -> "second")).isEqualTo("second");
    assertThat(near.getIfPresent(KEY)).isEqualTo("second");
  }

  @Test
  void a_failed_read_passes_through_and_keeps_nothing() {
    near.resume();
    assertThatThrownBy(
            () ->
                near.get(
                    KEY,
                    _ -> {
                      throw new IllegalStateException("down");
                    }))
        .hasMessage("down");
    assertThat(near.get(KEY, _ -> "second")).isEqualTo("second");
    assertThat(near.getIfPresent(KEY)).isEqualTo("second");
  }

  @Test
  void an_invalidation_during_a_read_is_not_undone_by_it() {
    near.resume();
    assertThat(
            near.get(
                KEY,
                key -> {
                  near.invalidate(key);
                  return "old";
                }))
        .isEqualTo("old");
    assertThat(near.getIfPresent(KEY)).isNull();
    assertThat(meters.get("cache.near.overtaken").counter().count()).isOne();
  }

  @Test
  void nothing_that_was_read_across_a_suspension_is_kept() {
    near.resume();
    near.get(
        KEY,
        _ -> {
          near.suspend();
          near.resume();
          return "old";
        });
    assertThat(near.getIfPresent(KEY)).isNull();
  }

  @Test
  void a_read_that_began_while_suspended_is_not_kept_once_resumed() {
    near.get(
        KEY,
        _ -> {
          near.resume();
          return "old";
        });
    assertThat(near.getIfPresent(KEY)).isNull();
  }

  @Test
  void clearing_forgets_all_and_goes_on_serving() {
    near.resume();
    near.get(KEY, _ -> "old");
    near.clear();
    assertThat(near.getIfPresent(KEY)).isNull();
    assertThat(near.serving()).isTrue();
    near.suspend();
    near.clear();
    assertThat(near.serving()).isFalse();
    assertThat(meters.get("cache.near.flushes").counter().count()).isEqualTo(3);
  }

  @Test
  void of_two_reads_that_overlap_the_first_to_come_back_is_kept() {
    near.resume();
    near.get(
        KEY,
        _ -> {
          near.get(KEY, _ -> "inner");
          return "outer";
        });
    assertThat(near.getIfPresent(KEY)).isEqualTo("inner");
  }

  @Test
  void an_entry_ends_by_itself_though_nobody_told() {
    near.resume();
    near.get(KEY, _ -> "old");
    now.addAndGet(TIME_TO_LIVE.toNanos());
    assertThat(near.getIfPresent(KEY)).isNull();
  }
}
