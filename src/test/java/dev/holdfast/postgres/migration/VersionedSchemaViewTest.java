package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.postgres.OldServer;
import dev.holdfast.postgres.ServerVersion;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which statements does a version of a schema let through? */
class VersionedSchemaViewTest {
  private static final VersionedSchemaView SHOP =
      new VersionedSchemaView(
          "shop_2",
          "shop",
          Map.of("items", "SELECT id FROM t_items", "orders", "SELECT id FROM o"));

  @Test
  void every_view_in_braces_is_the_one_of_this_schema() {
    assertThat(SHOP.sql("SELECT * FROM {items} JOIN {orders} USING (id) WHERE tags = '{}'"))
        .isEqualTo("SELECT * FROM shop_2.items JOIN shop_2.orders USING (id) WHERE tags = '{}'");
  }

  @Test
  void a_view_that_this_version_lacks_is_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SHOP.sql("SELECT * FROM {invoices}"))
        .withMessageContaining("{invoices}")
        .withMessageContaining("shop_2")
        .withMessageContaining("orders");
  }

  @Test
  void a_server_whose_views_would_lead_around_row_security_is_refused() {
    assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
        .isThrownBy(() -> SHOP.create(OldServer.statement(new ServerVersion(14, "14.24"))))
        .withMessageContaining("needs PostgreSQL 15, and this server is 14.24")
        .withMessageContaining("shop_2");
  }

  @Test
  void a_name_that_is_no_plain_word_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VersionedSchemaView("shop; DROP TABLE t", "shop", Map.of()))
        .withMessageContaining("a-z");
  }
}
