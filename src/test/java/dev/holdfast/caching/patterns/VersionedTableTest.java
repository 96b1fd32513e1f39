package dev.holdfast.caching.patterns;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class VersionedTableTest {
  private static final DataSource NOWHERE = new PGSimpleDataSource();

  @Test
  void what_is_no_name_is_refused() {
    assertThatThrownBy(() -> new VersionedTable(NOWHERE, "prices; DROP TABLE prices"))
        .hasMessage(
            "table is 'prices; DROP TABLE prices': give a name of a-z, 0-9 and _, or two with a"
                + " dot");
    assertThatCode(() -> new VersionedTable(NOWHERE, "shop.prices_2026"))
        .doesNotThrowAnyException();
  }
}
