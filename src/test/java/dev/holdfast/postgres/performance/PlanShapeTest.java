package dev.holdfast.postgres.performance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanShapeTest {
  @Test
  void a_plan_touches_a_page_at_least() {
    assertThatThrownBy(() -> new PlanShape(Set.of("orders_by_state"), 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("removed is 0 rows, pages is 0; at least 0 and 1 are needed");
  }
}
