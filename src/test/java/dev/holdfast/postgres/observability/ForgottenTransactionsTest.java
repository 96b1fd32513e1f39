package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ForgottenTransactionsTest {
  @Test
  void without_a_limit_every_transaction_would_be_forgotten() {
    assertThatThrownBy(
            () ->
                new ForgottenTransactions(
                    new PGSimpleDataSource(), Duration.ZERO, new SimpleMeterRegistry()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("try 5 s");
  }
}
