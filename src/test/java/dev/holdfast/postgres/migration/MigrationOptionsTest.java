package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What is put into SQL, or means something else to the server than to its reader, is refused. */
class MigrationOptionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "Orders", "a.b.c", "orders; DROP TABLE orders", "orders\nx"})
  void a_name_that_would_be_more_than_a_name_is_refused(String name) {
    assertThatThrownBy(() -> new TableConstraint(name, "positive", "CHECK (total > 0)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
    assertThatThrownBy(() -> new InvalidIndexRebuilder.Index("by_total", name, false, "(total)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
    assertThatThrownBy(
            () -> new VolatileDefaultBackfiller.Column("t", "id", name + " ", "int", "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_limit_that_the_server_reads_as_none_is_refused() {
    assertThatThrownBy(() -> new InvalidIndexRebuilder(new PGSimpleDataSource(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }
}
