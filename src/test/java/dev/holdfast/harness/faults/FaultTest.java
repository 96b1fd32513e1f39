package dev.holdfast.harness.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.history.History;
import dev.holdfast.harness.history.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Does a fault last from its begin to its end, and leave only a mark in calm? */
class FaultTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final History history = new History();
  private final Faults calm = faults(false);
  private final Faults fault = faults(true);

  @Test
  void a_fault_that_is_begun_lasts_until_it_is_closed() {
    AtomicBoolean held = new AtomicBoolean();
    try (Fault _ = fault.begin("a lock", "orders", holding(held))) {
      assertThat(held).isTrue();
      assertThat(fault.leftOpen()).containsExactly("a lock on orders");
      assertThat(history.windows()).isEmpty();
    }
    assertThat(held).isFalse();
    assertThat(fault.leftOpen()).isEmpty();
    assertThat(history.windows()).extracting(Window::real).containsExactly(true);
  }

  @Test
  void a_fault_that_is_begun_in_calm_leaves_a_mark_and_does_nothing() {
    AtomicBoolean held = new AtomicBoolean();
    try (Fault _ = calm.begin("a lock", "orders", holding(held))) {
      assertThat(held).isFalse();
      assertThat(calm.leftOpen()).hasSize(1);
    }
    assertThat(history.windows()).extracting(Window::real).containsExactly(false);
  }

  @Test
  void closing_a_fault_twice_does_nothing_more() {
    AtomicInteger ended = new AtomicInteger();
    Fault lock = fault.begin("a lock", "orders", () -> ended::incrementAndGet);
    lock.close();
    lock.close();
    assertThat(ended).hasValue(1);
    assertThat(history.windows()).hasSize(1);
  }

  @Test
  void a_fault_that_cannot_begin_is_not_open() {
    assertThatThrownBy(
            () ->
                fault.begin(
                    "a lock",
                    "orders",
                    () -> {
                      throw new IOException("no connection");
                    }))
        .hasMessage("could not begin a lock on orders")
        .hasRootCauseMessage("no connection");
    assertThat(fault.leftOpen()).isEmpty();
  }

  @Test
  void a_fault_that_cannot_end_says_so() {
    Fault lock =
        fault.begin(
            "a lock",
            "orders",
            () ->
                () -> {
                  throw new IOException("still held");
                });
    assertThatThrownBy(lock::close)
        .hasMessage("could not end the fault a lock on orders")
        .hasRootCauseMessage("still held");
  }

  @Test
  void a_sign_is_awaited_under_the_fault_and_not_asked_for_in_calm() {
    AtomicInteger asked = new AtomicInteger();
    try (Fault mark = calm.begin("a lock", "orders", () -> () -> {})) {
      mark.awaitFelt(SHORT, () -> asked.incrementAndGet() > 0);
    }
    assertThat(asked).hasValue(0);
    try (Fault lock = fault.begin("a lock", "orders", () -> () -> {})) {
      lock.awaitFelt(LONG, () -> asked.incrementAndGet() >= 3);
    }
    assertThat(asked).hasValue(3);
  }

  @Test
  void a_sign_that_does_not_come_is_not_taken_for_one() {
    try (Fault lock = fault.begin("a lock", "orders", () -> () -> {})) {
      assertThatThrownBy(() -> lock.awaitFelt(SHORT, () -> false))
          .isInstanceOf(ConditionTimeoutException.class)
          .hasMessageContaining("a lock on orders is felt");
    }
  }

  @Test
  void victims_are_frozen_killed_and_started_again_under_the_fault_alone() {
    RecordedVictim victim = new RecordedVictim();
    for (Faults faults : List.of(calm, fault)) {
      faults.pause(victim).close();
      faults.terminate(victim).close();
      faults.kill(victim).close();
      faults.restart(victim).close();
    }
    assertThat(victim.done)
        .containsExactly("pause", "resume", "SIGTERM", "SIGKILL", "SIGKILL", "restart");
    assertThat(history.windows())
        .extracting(Window::fault)
        .startsWith("frozen", "asked to end", "killed", "restarted");
  }

  private static Faults.Opening holding(AtomicBoolean held) {
    return () -> {
      held.set(true);
      return () -> held.set(false);
    };
  }

  private Faults faults(boolean real) {
    return new Faults(
        real,
        history,
        () -> {
          throw new AssertionError("no scenario needs Toxiproxy");
        });
  }

  private static final class RecordedVictim implements Victim {
    private final List<String> done = new ArrayList<>();

    @Override
    public String name() {
      return "a server";
    }

    @Override
    public void pause() {
      done.add("pause");
    }

    @Override
    public void resume() {
      done.add("resume");
    }

    @Override
    public void signal(String signal) {
      done.add(signal);
    }

    @Override
    public void restart() {
      done.add("restart");
    }
  }
}
