package dev.holdfast.postgres.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class StatementBudgetTest {
  private final List<String> reached = new ArrayList<>();
  private final DataSource database = stub(DataSource.class);

  @Test
  void the_statement_above_the_budget_does_not_reach_the_server() throws SQLException {
    var budget = new StatementBudget(3);
    try (Connection connection = budget.of(database).getConnection();
        PreparedStatement lines = connection.prepareStatement("SELECT line");
        Statement order = connection.createStatement()) {
      order.execute("SELECT order");
      lines.execute();
      lines.executeBatch();

      assertThatThrownBy(lines::execute)
          .isInstanceOf(SQLException.class)
          .hasMessageStartingWith(
              "more than 3 statements in one unit of work, 3 of them: SELECT line");
      assertThat(reached).containsExactly("execute", "execute", "executeBatch");
      assertThat(budget.sent()).isEqualTo(3);
    }
  }

  @Test
  void connections_of_one_unit_of_work_share_its_budget() throws SQLException {
    DataSource counted = new StatementBudget(1).of(database);
    try (Connection one = counted.getConnection();
        Connection other = counted.getConnection()) {
      one.createStatement().execute("SELECT 1");
      assertThatThrownBy(() -> other.createStatement().execute("SELECT 1"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void a_budget_of_nothing_is_refused() {
    assertThatThrownBy(() -> new StatementBudget(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit is 0 statements");
  }

  /** Answers with stubs where connections or statements are made, and notes what is executed. */
  private <T> T stub(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              if (method.getName().startsWith("execute")) {
                reached.add(method.getName());
              }
              Class<?> made = method.getReturnType();
              return made.getName().startsWith("java.sql.")
                  ? stub(made)
                  : made == boolean.class ? (Object) false : null;
            }));
  }
}
