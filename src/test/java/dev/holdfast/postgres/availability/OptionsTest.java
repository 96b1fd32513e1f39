package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class OptionsTest {
  private static final Duration MILLI = Duration.ofMillis(1);

  @Test
  void a_position_is_a_pg_lsn() {
    assertThat(new Position("0/174DA90").lsn()).isEqualTo("0/174DA90");
    assertThat(new Position("FFFFFFFF/ffffffff").lsn()).isEqualTo("FFFFFFFF/ffffffff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0/", "/0", "0/G", "0/0; SELECT 1", "123456789/0"})
  void what_came_from_outside_and_is_none_is_refused(String text) {
    assertThatThrownBy(() -> new Position(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pg_lsn");
  }

  @Test
  void a_reader_looks_at_least_once_in_its_patience() {
    assertThat(new CausalReader.Options(MILLI, MILLI).patience()).isEqualTo(MILLI);
    assertThatThrownBy(() -> new CausalReader.Options(MILLI, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new CausalReader.Options(MILLI, MILLI.multipliedBy(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0.002S");
  }

  @Test
  void a_commit_does_not_wait_for_ever() {
    assertThatThrownBy(
            () ->
                new DurableCommit(
                    new PGSimpleDataSource(), Duration.ofMillis(999), new SimpleMeterRegistry()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 s");
  }
}
