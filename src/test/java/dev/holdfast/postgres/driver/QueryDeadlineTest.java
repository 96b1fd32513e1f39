package dev.holdfast.postgres.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class QueryDeadlineTest {
  private static final NetworkBudget NETWORK =
      new NetworkBudget(Duration.ofSeconds(1), Duration.ofSeconds(5));

  @Test
  void deadline_and_budget_are_set_together() {
    var source =
        new QueryDeadline(Duration.ofSeconds(4), NETWORK).applyTo(new PGSimpleDataSource());
    assertThat(source.getOptions()).isEqualTo("-c statement_timeout=4000");
    assertThat(source.getSocketTimeout()).isEqualTo(5);
  }

  @Test
  void options_that_are_there_are_kept() {
    var source = new PGSimpleDataSource();
    source.setOptions("-c lock_timeout=100");
    assertThat(new QueryDeadline(Duration.ofSeconds(4), NETWORK).applyTo(source).getOptions())
        .isEqualTo("-c lock_timeout=100 -c statement_timeout=4000");
  }

  @Test
  void a_server_that_would_outlast_its_client_is_refused() {
    assertThatThrownBy(() -> new QueryDeadline(Duration.ofSeconds(5), NETWORK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("statement is PT5S")
        .hasMessageContaining("give up first");
  }

  @Test
  void no_deadline_is_refused() {
    assertThatThrownBy(() -> new QueryDeadline(Duration.ZERO, NETWORK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("statement is PT0S");
  }
}
