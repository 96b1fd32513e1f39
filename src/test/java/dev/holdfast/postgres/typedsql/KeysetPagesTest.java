package dev.holdfast.postgres.typedsql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.postgres.typedsql.KeysetPages.Listing;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class KeysetPagesTest {
  @Test
  void a_page_without_rows_would_never_end() {
    var listing = new Listing("id", "articles", "published", "date", "id");
    assertThatThrownBy(
            () -> new KeysetPages<>(new PGSimpleDataSource(), listing, row -> row.getLong("id"), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size is 0 rows");
  }
}
