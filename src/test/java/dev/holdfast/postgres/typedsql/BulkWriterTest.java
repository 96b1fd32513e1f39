package dev.holdfast.postgres.typedsql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class BulkWriterTest {
  private static final BulkWriter.Column<String> NAME =
      new BulkWriter.Column<>("name", "text", name -> name);

  @Test
  void columns_and_rows_of_a_chunk_are_at_least_one() {
    var database = new PGSimpleDataSource();
    assertThatThrownBy(() -> new BulkWriter<>(database, "tags", "id", List.of(NAME), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 columns, chunk is 0 rows; both must be at least 1");
    assertThatThrownBy(() -> new BulkWriter<String>(database, "tags", "id", List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
