package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What is left of an error that does not come from the server? */
class QuietErrorsTest {
  private final SQLException loud =
      new SQLException("to ada@holdfast.example", "08006", new SocketTimeoutException("of Ada"));

  @Test
  void its_state_and_the_classes_of_its_causes_are_told() {
    assertThatThrownBy(this::fail)
        .isInstanceOf(QuietSqlException.class)
        .hasMessageContainingAll("08006", SocketTimeoutException.class.getName())
        .hasMessageNotContainingAny("ada", "Ada")
        .hasNoCause();
  }

  @Test
  void it_leads_to_the_same_line() {
    assertThatThrownBy(this::fail)
        .satisfies(quiet -> assertThat(quiet.getStackTrace()).isEqualTo(loud.getStackTrace()));
  }

  @Test
  void an_answer_comes_through() throws SQLException {
    assertThat(QuietErrors.in(() -> 1)).isOne();
  }

  private void fail() throws SQLException {
    QuietErrors.in(
        () -> {
          throw loud;
        });
  }
}
