package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

class TraceTagsTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /** In auto-commit, and good for nothing else. */
  private final Connection connection =
      (Connection)
          Proxy.newProxyInstance(
              getClass().getClassLoader(), new Class<?>[] {Connection.class}, (_, _, _) -> true);

  @Test
  void a_name_that_leaves_no_room_for_a_trace_is_refused() {
    assertThatThrownBy(() -> new TraceTags("x".repeat(31)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 30 printable ASCII characters");
  }

  @Test
  void what_is_not_a_trace_id_is_refused() {
    assertThatThrownBy(() -> new TraceTags("shop").mark(connection, "00-" + TRACE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("this one has 35");
  }

  @Test
  void without_a_transaction_nothing_would_be_marked() {
    assertThatThrownBy(() -> new TraceTags("shop").mark(connection, TRACE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setAutoCommit(false)");
  }
}
