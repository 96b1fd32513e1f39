package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class AbandonedSlotsTest {
  @Test
  void without_a_name_every_slot_of_the_server_would_be_meant() {
    assertThatThrownBy(
            () ->
                new AbandonedSlots(
                    new PGSimpleDataSource(), "", 1 << 30, new SimpleMeterRegistry()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prefix is \"\"");
  }
}
