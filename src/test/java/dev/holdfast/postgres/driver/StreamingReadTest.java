package dev.holdfast.postgres.driver;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class StreamingReadTest {
  @Test
  void no_rows_at_a_time_would_be_all_of_them() {
    assertThatThrownBy(() -> new StreamingRead(new PGSimpleDataSource(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rowsAtATime is 0; at least 1");
  }
}
