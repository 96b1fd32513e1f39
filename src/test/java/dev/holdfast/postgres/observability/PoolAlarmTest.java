package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolAlarmTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger active = gauge("active", 0);
  private final AtomicInteger pending = gauge("pending", 0);
  private final AtomicInteger max = gauge("max", 4);
  private final PoolAlarm alarm = new PoolAlarm(meters, "orders", 2);

  @Test
  void a_full_pool_that_is_waited_for_twice_in_a_row_is_an_alarm() {
    active.set(max.get());
    pending.set(1);
    assertThat(alarm.look()).isFalse();
    assertThat(alarm.look()).isTrue();
    assertThat(meters.get("pool.saturated").gauge().value()).isEqualTo(2);
  }

  @Test
  void a_busy_pool_that_nobody_waits_for_is_none() {
    active.set(max.get());
    assertThat(alarm.look()).isFalse();
    assertThat(alarm.look()).isFalse();
  }

  @Test
  void a_burst_between_two_looks_begins_anew() {
    active.set(max.get());
    pending.set(1);
    assertThat(alarm.look()).isFalse();
    pending.set(0);
    assertThat(alarm.look()).isFalse();
    pending.set(1);
    assertThat(alarm.look()).isFalse();
  }

  @Test
  void a_pool_that_does_not_report_is_an_error_not_silence() {
    var other = new PoolAlarm(meters, "customers", 1);
    assertThatThrownBy(other::look).isInstanceOf(MeterNotFoundException.class);
    assertThatThrownBy(() -> new PoolAlarm(meters, "orders", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private AtomicInteger gauge(String name, int value) {
    var state = new AtomicInteger(value);
    io.micrometer.core.instrument.Gauge.builder(
            "hikaricp.connections." + name, state, AtomicInteger::get)
        .tag("pool", "orders")
        .register(meters);
    return state;
  }
}
