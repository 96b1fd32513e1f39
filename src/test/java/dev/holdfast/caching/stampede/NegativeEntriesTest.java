package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NegativeEntriesTest {
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final NegativeEntries<String> absent =
      new NegativeEntries<>(
          new NegativeEntries.Options("products", 1, TIME_TO_LIVE), () -> 0, meters);

  @Test
  void a_source_that_fails_has_not_said_that_there_is_nothing() throws Exception {
    assertThatThrownBy(
            () ->
                absent.find(
                    "key",
                    () -> {
                      throw new IOException("down");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(absent.find("key", () -> Optional.of("there"))).contains("there");
  }

  @Test
  void what_was_spared_is_counted() throws Exception {
    assertThat(absent.find("key", Optional::empty)).isEmpty();
    assertThat(absent.find("key", () -> Optional.of("not asked"))).isEmpty();
    assertThat(meters.counter("cache.absent.spared", "cache", "products").count()).isOne();
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new NegativeEntries.Options("products", 0, TIME_TO_LIVE))
        .hasMessageContaining("maximum is 0 keys");
    assertThatThrownBy(() -> new NegativeEntries.Options("products", 1, Duration.ZERO))
        .hasMessageContaining("timeToLive is PT0S");
  }
}
