package dev.holdfast.caching.examples.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProductTest {
  @Test
  void a_product_has_a_number_a_name_and_a_price() {
    assertThat(new Product(1, "Lamp", 0).cents()).isZero();
    assertThatThrownBy(() -> new Product(0, "Lamp", 1)).hasMessageContaining("id is 0");
    assertThatThrownBy(() -> new Product(1, " ", 1)).hasMessageContaining("name ' '");
    assertThatThrownBy(() -> new Product(1, "Lamp", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cents -1");
  }
}
