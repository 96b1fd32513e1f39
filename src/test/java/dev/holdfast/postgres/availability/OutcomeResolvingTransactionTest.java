package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeResolvingTransactionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void aConnectionThatCannotBeHadIsTriedForAgainAndThenItsErrorIsToldAsItIs() {
    var transaction =
        new OutcomeResolvingTransaction(
            Connections.dataSource(
                () -> {
                  throw new SQLException("no route", "08001");
                }),
            _ -> TransactionOutcome.COMMITTED,
            new OutcomeResolvingTransaction.Options(3, SECOND),
            pauses::add,
            meters);
    assertThatThrownBy(() -> transaction.call(_ -> "done"))
        .isInstanceOf(SQLException.class)
        .hasMessage("no route");
    assertThat(pauses).containsExactly(SECOND, SECOND);
    assertThat(meters.counter("transaction.retries").count()).isEqualTo(2);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new OutcomeResolvingTransaction.Options(0, SECOND))
        .hasMessage("tries is 0; at least 1 is needed");
    assertThatThrownBy(() -> new OutcomeResolvingTransaction.Options(1, SECOND.negated()))
        .hasMessageContaining("retryAfter is PT-1S");
  }

  @Test
  void anUnknownOutcomeSaysWhatToAskAbout() {
    var mark = new TransactionMark(755, "a server");
    var unknown = new OutcomeUnknownException(mark, new SQLException("lost"));
    assertThat(unknown.mark()).isEqualTo(mark);
    assertThat(unknown.getSQLState()).isEqualTo("08007");
    assertThat(unknown.getMessage()).startsWith("transaction 755 may have been committed, or not");
  }
}
