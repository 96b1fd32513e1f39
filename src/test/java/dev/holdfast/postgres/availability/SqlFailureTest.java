package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {
  @ParameterizedTest
  @CsvSource({
    "40001, ROLLED_BACK",
    "40P01, ROLLED_BACK",
    "55P03, ROLLED_BACK",
    "08001, UNREACHABLE",
    "53300, UNREACHABLE",
    "57P03, UNREACHABLE",
    "08006, LOST",
    "08007, LOST",
    "40003, LOST",
    "57P01, LOST",
    "23505, REFUSED",
    "22001, REFUSED",
    "42P01, REFUSED",
    "57014, REFUSED",
    "25006, REFUSED"
  })
  void a_code_says_what_the_failure_left_behind(String state, SqlFailure expected) {
    assertThat(SqlFailure.of(failure(state))).isEqualTo(expected);
  }

  @Test
  void a_failure_without_a_code_is_not_repeated() {
    assertThat(SqlFailure.of(failure(null))).isEqualTo(SqlFailure.REFUSED);
  }

  @Test
  void a_pool_that_has_no_connection_in_time_began_nothing() {
    assertThat(SqlFailure.of(new SQLTransientConnectionException("pool: time-out")))
        .isEqualTo(SqlFailure.UNREACHABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "ROLLED_BACK, true, true",
    "UNREACHABLE, true, true",
    "LOST, false, true",
    "REFUSED, false, false"
  })
  void what_may_have_happened_is_repeated_only_where_that_does_no_harm(
      SqlFailure failure, boolean otherwise, boolean idempotent) {
    assertThat(failure.mayRetry(false)).isEqualTo(otherwise);
    assertThat(failure.mayRetry(true)).isEqualTo(idempotent);
  }

  private static SQLException failure(@Nullable String state) {
    return new SQLException("refused", state);
  }
}
