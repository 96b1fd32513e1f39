package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Pause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerOutcomesTest {
  private static final TransactionMark MARK = new TransactionMark(755, "a server");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<Duration> pauses = new ArrayList<>();
  private int asked;

  @Test
  void aServerThatCannotBeReachedIsAskedAgainAndThenUnknown() {
    assertThat(unreachable(3, pauses::add).of(MARK)).isEqualTo(TransactionOutcome.UNKNOWN);
    assertThat(asked).isEqualTo(3);
    assertThat(pauses).containsExactly(SECOND, SECOND);
  }

  @Test
  void anInterruptEndsTheAskingAndIsKept() {
    Pause interrupted =
        _ -> {
          throw new InterruptedException();
        };
    assertThat(unreachable(3, interrupted).of(MARK)).isEqualTo(TransactionOutcome.UNKNOWN);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(asked).isOne();
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new ServerOutcomes.Options(0, SECOND))
        .hasMessage("asks is 0; at least 1 is needed");
    assertThatThrownBy(() -> new ServerOutcomes.Options(1, SECOND.negated()))
        .hasMessageContaining("askAgainAfter is PT-1S");
    assertThatThrownBy(() -> new ZombieFence(Duration.ZERO, new SimpleMeterRegistry()))
        .hasMessageContaining("within is PT0S; it must be at least 1 ms");
  }

  private ServerOutcomes unreachable(int asks, Pause pause) {
    return new ServerOutcomes(
        Connections.dataSource(
            () -> {
              asked++;
              throw new SQLException("no route", "08001");
            }),
        new ZombieFence(SECOND, new SimpleMeterRegistry()),
        new ServerOutcomes.Options(asks, SECOND),
        pause);
  }
}
