package dev.holdfast.postgres.typedsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DynamicFiltersTest {
  private static final String PAYLOAD = "' OR 'a'='a";

  private final DynamicFilters filters =
      new DynamicFilters("SELECT id FROM products", declared(), Map.of("cheapest", "price, id"));

  @Test
  void a_combination_has_one_text_whatever_its_values_and_their_order() {
    var one = new LinkedHashMap<String, Object>();
    one.put("name", "lamp");
    one.put("below", 10);
    var other = new LinkedHashMap<String, Object>();
    other.put("below", 20);
    other.put("name", PAYLOAD);

    assertThat(filters.search(one, "cheapest").sql())
        .isEqualTo(filters.search(other, "cheapest").sql())
        .isEqualTo("SELECT id FROM products WHERE name = ? AND price < ? ORDER BY price, id");
    assertThat(filters.search(other, "cheapest").parameters()).containsExactly(PAYLOAD, 20);
  }

  @Test
  void without_a_filter_there_is_no_condition() {
    assertThat(filters.search(Map.of(), "cheapest").sql())
        .isEqualTo("SELECT id FROM products ORDER BY price, id");
  }

  @Test
  void an_undeclared_filter_or_order_is_refused_without_an_echo() {
    assertThatThrownBy(() -> filters.search(Map.of(PAYLOAD, 1), "cheapest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there are filters [name, below] and orders [cheapest]")
        .hasMessageNotContaining(PAYLOAD);
    assertThatThrownBy(() -> filters.search(Map.of(), PAYLOAD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("1 unknown order")
        .hasMessageNotContaining(PAYLOAD);
  }

  @Test
  void a_condition_takes_exactly_one_value() {
    assertThatThrownBy(
            () -> new DynamicFilters("SELECT 1", Map.of("open", "state = 'open'"), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("filter open has 0 parameters");
  }

  private static Map<String, String> declared() {
    var declared = new LinkedHashMap<String, String>();
    declared.put("name", "name = ?");
    declared.put("below", "price < ?");
    return declared;
  }
}
