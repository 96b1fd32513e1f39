package dev.holdfast.postgres.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.SQLExceptionOverride.Override;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PrimaryPinGuardTest {
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final SQLException READ_ONLY = new SQLException("read-only", "25006");

  private final AtomicLong nanoTime = new AtomicLong(Long.MIN_VALUE);
  private final AtomicInteger emptied = new AtomicInteger();
  private final PrimaryPinGuard guard =
      new PrimaryPinGuard(QUIET, nanoTime::get, new SimpleMeterRegistry());

  @Test
  void other_errors_are_left_to_the_pool() {
    guard.emptyBy(emptied::incrementAndGet);
    assertThat(guard.adjudicate(new SQLException("duplicate key", "23505")))
        .isEqualTo(Override.CONTINUE_EVICT);
    assertThat(guard.adjudicate(new SQLException("no state"))).isEqualTo(Override.CONTINUE_EVICT);
    assertThat(emptied).hasValue(0);
  }

  @Test
  void a_refused_write_empties_the_pool_once_in_a_while_and_costs_its_connection_each_time() {
    guard.emptyBy(emptied::incrementAndGet);
    assertThat(guard.adjudicate(READ_ONLY)).isEqualTo(Override.MUST_EVICT);
    assertThat(guard.adjudicate(READ_ONLY)).isEqualTo(Override.MUST_EVICT);
    assertThat(emptied).hasValue(1);

    nanoTime.addAndGet(QUIET.toNanos() - 1);
    assertThat(guard.adjudicate(READ_ONLY)).isEqualTo(Override.MUST_EVICT);
    assertThat(emptied).hasValue(1);

    nanoTime.addAndGet(1);
    assertThat(guard.adjudicate(READ_ONLY)).isEqualTo(Override.MUST_EVICT);
    assertThat(emptied).hasValue(2);
  }

  @Test
  void a_refusal_before_the_pool_is_open_is_no_error() {
    assertThat(guard.adjudicate(READ_ONLY)).isEqualTo(Override.MUST_EVICT);
  }

  @Test
  void an_address_that_may_lead_back_to_the_old_primary_is_refused() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://a,b/shop");
    assertThatThrownBy(() -> guard.open(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("targetServerType=primary");
  }

  @Test
  void a_negative_quiet_is_refused() {
    assertThatThrownBy(
            () -> new PrimaryPinGuard(QUIET.negated(), nanoTime::get, new SimpleMeterRegistry()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }
}
