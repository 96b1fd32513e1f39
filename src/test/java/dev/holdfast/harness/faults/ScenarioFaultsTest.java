package dev.holdfast.harness.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.history.History;
import dev.holdfast.harness.history.Operation;
import dev.holdfast.harness.history.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Do the faults that a scenario is itself happen under the fault, and only there? */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScenarioFaultsTest {
  private static final int CALLERS = 5;
  private static final Duration LONG = Duration.ofSeconds(10);

  private final History history = new History();
  private final Faults calm = faults(false);
  private final Faults fault = faults(true);

  @Test
  void simultaneous_callers_meet_under_the_fault() throws Exception {
    CyclicBarrier meeting = new CyclicBarrier(CALLERS);
    List<Integer> answers =
        fault.simultaneously(
            CALLERS,
            caller ->
                () -> {
                  meeting.await(LONG.toSeconds(), TimeUnit.SECONDS);
                  return caller;
                });
    assertThat(answers).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void simultaneous_callers_come_one_after_the_other_in_calm() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    List<Integer> most =
        calm.simultaneously(
            CALLERS,
            caller ->
                () -> {
                  int now = inside.incrementAndGet();
                  inside.decrementAndGet();
                  return now;
                });
    assertThat(most).containsExactly(1, 1, 1, 1, 1);
    assertThat(history.operations())
        .extracting(Operation::process)
        .containsExactly("caller-0", "caller-1", "caller-2", "caller-3", "caller-4");
  }

  @Test
  void each_simultaneous_call_is_on_the_history_with_what_it_was_told() {
    assertThatThrownBy(
            () ->
                fault.simultaneously(
                    2,
                    caller ->
                        () -> {
                          if (caller == 1) {
                            throw new IOException("refused");
                          }
                          return "done";
                        }))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("refused");
    assertThat(history.operations())
        .extracting(operation -> operation.process() + " " + operation.told())
        .containsExactlyInAnyOrder("caller-0 OK", "caller-1 INDETERMINATE");
    assertThat(history.windows()).extracting(Window::fault).containsExactly("2 callers at once");
  }

  @Test
  void a_call_that_cannot_be_made_leaves_no_caller_waiting() {
    assertThatThrownBy(
            () ->
                fault.simultaneously(
                    2,
                    caller -> {
                      if (caller == 1) {
                        throw new IllegalStateException("no such caller");
                      }
                      return () -> caller;
                    }))
        .hasMessage("no such caller");
  }

  @Test
  void things_alongside_each_other_overlap_under_the_fault() throws Exception {
    CyclicBarrier meeting = new CyclicBarrier(2);
    fault.alongside(
        "a report",
        () -> meeting.await(LONG.toSeconds(), TimeUnit.SECONDS),
        () -> meeting.await(LONG.toSeconds(), TimeUnit.SECONDS));
    assertThat(history.windows()).extracting(Window::real).containsExactly(true);
  }

  @Test
  void the_main_thing_comes_first_in_calm() throws Exception {
    List<String> order = new ArrayList<>();
    calm.alongside("a report", () -> order.add("report"), () -> order.add("main"));
    assertThat(order).containsExactly("main", "report");
    assertThat(history.windows()).extracting(Window::real).containsExactly(false);
  }

  @Test
  void what_fails_alongside_is_told_in_both_conditions() {
    for (Faults faults : List.of(calm, fault)) {
      assertThatThrownBy(
              () ->
                  faults.alongside(
                      "a report",
                      () -> {
                        throw new IOException("no report");
                      },
                      () -> {}))
          .hasRootCauseMessage("no report");
    }
    assertThat(history.windows()).hasSize(2);
  }

  @Test
  void what_goes_on_alongside_is_ended_when_the_main_thing_fails() {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                fault.alongside(
                    "a report",
                    () -> {
                      begun.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                      }
                    },
                    () -> {
                      begun.await();
                      throw new IOException("the main thing failed");
                    }))
        .hasMessage("the main thing failed");
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void the_input_is_another_one_under_the_fault_alone() {
    assertThat(calm.instead("poison", "good", "bad")).isEqualTo("good");
    assertThat(fault.instead("poison", "good", "bad")).isEqualTo("bad");
    assertThat(history.windows())
        .extracting(window -> window.on() + " " + window.real())
        .containsExactly("input false", "input true");
  }

  private Faults faults(boolean real) {
    return new Faults(
        real,
        history,
        () -> {
          throw new AssertionError("no scenario needs Toxiproxy");
        });
  }
}
