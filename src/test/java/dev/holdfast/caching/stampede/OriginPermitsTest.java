package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OriginPermitsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final OriginPermits permits = new OriginPermits("prices", 1, Duration.ZERO, meters);

  @Test
  void who_finds_none_is_refused_and_told_why() throws Exception {
    String answer =
        permits.call(
            () -> {
              assertThat(meters.get("cache.origin.loading").gauge().value()).isOne();
              assertThatThrownBy(() -> permits.call(() -> "inner"))
                  .isInstanceOf(OriginBusyException.class)
                  .hasMessageContaining("'prices' was busy with its 1 loads");
              return "outer";
            });
    assertThat(answer).isEqualTo("outer");
    assertThat(meters.counter("cache.origin.refused", "origin", "prices").count()).isOne();
  }

  @Test
  void a_load_that_fails_gives_its_permit_back() throws Exception {
    assertThatThrownBy(
            () ->
                permits.call(
                    () -> {
                      throw new IOException("down");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(permits.call(() -> "next")).isEqualTo("next");
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new OriginPermits("prices", 0, Duration.ZERO, meters))
        .hasMessageContaining("most is 0");
    assertThatThrownBy(() -> new OriginPermits("prices", 1, Duration.ofMillis(-1), meters))
        .hasMessageContaining("patience is PT-0.001S");
  }
}
