package dev.holdfast.harness.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.history.Operation.Told;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Does a history hold what happened, in order, on one clock? */
class HistoryTest {
  private static final int CLIENTS = 8;
  private static final int CALLS = 200;

  private final History history = new History();

  @Test
  void operations_come_by_the_time_of_their_invocation() {
    History.Invocation first = history.invoke("p", "write");
    History.Invocation second = history.invoke("q", "read");
    second.ok("b");
    first.failed("a");
    assertThat(history.operations()).extracting(Operation::value).containsExactly("a", "b");
    assertThat(history.operations())
        .allSatisfy(o -> assertThat(o.ended()).isGreaterThanOrEqualTo(o.invoked()));
  }

  @Test
  void an_operation_keeps_what_its_client_was_told() {
    history.invoke("p", "write").ok("a");
    history.invoke("p", "write").failed("b");
    history.invoke("p", "write").indeterminate(null);
    assertThat(history.operations())
        .extracting(Operation::told)
        .containsExactly(Told.OK, Told.FAILED, Told.INDETERMINATE);
  }

  @Test
  void an_operation_is_told_its_answer_once() {
    History.Invocation write = history.invoke("p", "write");
    write.ok("a");
    assertThatThrownBy(() -> write.failed("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("p was told twice about its write");
    assertThat(history.operations()).hasSize(1);
  }

  @Test
  void operations_can_be_asked_for_by_their_action() {
    history.invoke("p", "write").ok("a");
    history.invoke("p", "read").ok("b");
    assertThat(history.operations("read")).extracting(Operation::value).containsExactly("b");
  }

  @Test
  void a_call_is_recorded_with_its_result() throws Exception {
    assertThat(history.call("p", "add", () -> 1 + 1)).isEqualTo(2);
    assertThat(history.operations())
        .extracting(o -> o.value() + " " + o.told())
        .containsExactly("2 OK");
  }

  @Test
  void a_call_that_throws_is_indeterminate_and_passes_on_what_it_threw() {
    assertThatThrownBy(() -> history.call("p", "add", HistoryTest::refused))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> history.call("p", "add", HistoryTest::broken))
        .isInstanceOf(StackOverflowError.class);
    assertThat(history.operations())
        .extracting(o -> o.value() + " " + o.told())
        .containsExactly(
            "java.io.IOException: refused INDETERMINATE",
            "java.lang.StackOverflowError INDETERMINATE");
  }

  @Test
  void the_clock_begins_with_the_scenario() {
    long before = history.now();
    history.begin();
    assertThat(history.now()).isNotNegative();
    assertThat(before).isNotNegative();
    history.window("a fault", "a link", history.now(), true);
    assertThat(history.windows())
        .singleElement()
        .satisfies(window -> assertThat(window.to()).isGreaterThanOrEqualTo(window.from()));
  }

  @Test
  void many_clients_lose_no_operation() {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        String name = "client-" + client;
        clients.execute(
            () ->
                IntStream.range(0, CALLS)
                    .forEach(call -> history.invoke(name, "write").ok(name + "-" + call)));
      }
    }
    assertThat(history.operations()).hasSize(CLIENTS * CALLS);
    assertThat(history.operations())
        .extracting(Operation::invoked)
        .isSorted()
        .allSatisfy(invoked -> assertThat(invoked).isNotNegative());
  }

  @Test
  void an_operation_cannot_end_before_it_was_invoked() {
    assertThatThrownBy(() -> new Operation("p", "write", "a", 2, 1, Told.OK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ended at 1 ns, before it was invoked at 2 ns");
    assertThat(new Operation("p", "write", "a", 2, 2, Told.OK).ended()).isEqualTo(2);
  }

  private static String refused() throws IOException {
    throw new IOException("refused");
  }

  private static String broken() {
    throw new StackOverflowError();
  }
}
