package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsOfQueuesAndCellsTest {
  @Test
  void a_queue_that_never_tries_or_never_waits_is_refused() {
    assertThatThrownBy(() -> new JobQueue.Options(0, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tries is 0");
    assertThatThrownBy(() -> new JobQueue.Options(1, Duration.ofNanos(1)))
        .hasMessageContaining("at least 1 ms");
  }

  @Test
  void a_name_that_is_no_plain_name_does_not_get_into_sql() {
    assertThatThrownBy(() -> new Cell<>("stock", "id", "pieces = 0; --", Integer.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only a-z, 0-9 and _");
  }
}
