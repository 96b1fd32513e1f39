package dev.holdfast.harness.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.history.Operation.Told;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Do the checkers acquit good histories and convict bad ones, written by hand? */
class CheckersTest {
  private static final List<Operation> NOTHING = List.of();

  @Test
  void nothing_is_wrong_with_nothing() {
    assertThat(Checkers.lost(NOTHING, List.of())).isEmpty();
    assertThat(Checkers.duplicated(List.of())).isEmpty();
    assertThat(Checkers.phantom(NOTHING, List.of())).isEmpty();
    assertThat(Checkers.reordered(NOTHING, List.of())).isEmpty();
    assertThat(Checkers.stale(NOTHING, NOTHING)).isEmpty();
    assertThat(Checkers.resolvedAsDone(NOTHING, List.of())).isZero();
  }

  @Test
  void an_acknowledged_write_that_is_not_there_is_lost() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1), ok("p", "b", 2, 3), ok("q", "c", 0, 9));
    assertThat(Checkers.lost(writes, List.of("b"))).containsExactly("a", "c");
    assertThat(Checkers.lost(writes, List.of("c", "b", "a"))).isEmpty();
    assertThat(Checkers.lost(writes, List.of())).containsExactly("a", "b", "c");
  }

  @Test
  void a_failed_or_indeterminate_write_that_is_not_there_is_not_lost() {
    List<Operation> writes = List.of(failed("p", "a", 0, 1), unsure("p", "b", 2, 3));
    assertThat(Checkers.lost(writes, List.of())).isEmpty();
  }

  @Test
  void a_value_that_is_there_twice_is_duplicated_once() {
    assertThat(Checkers.duplicated(List.of("a", "b", "a", "c", "c", "c")))
        .containsExactly("a", "c");
    assertThat(Checkers.duplicated(List.of("a", "b", "c"))).isEmpty();
  }

  @Test
  void a_value_that_nobody_wrote_is_a_phantom() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1));
    assertThat(Checkers.phantom(writes, List.of("a", "z"))).containsExactly("z");
    assertThat(Checkers.phantom(writes, List.of("a", "a"))).isEmpty();
  }

  @Test
  void a_write_that_was_told_to_have_failed_and_is_there_is_a_phantom() {
    List<Operation> writes = List.of(failed("p", "a", 0, 1), ok("p", "b", 2, 3));
    assertThat(Checkers.phantom(writes, List.of("a", "b"))).containsExactly("a");
  }

  @Test
  void an_indeterminate_write_that_is_there_is_no_phantom_and_is_counted_as_done() {
    List<Operation> writes =
        List.of(unsure("p", "a", 0, 1), unsure("p", "b", 2, 3), ok("p", "c", 4, 5));
    assertThat(Checkers.phantom(writes, List.of("a", "c"))).isEmpty();
    assertThat(Checkers.resolvedAsDone(writes, List.of("a", "c"))).isOne();
    assertThat(Checkers.resolvedAsDone(writes, List.of("c"))).isZero();
    assertThat(Checkers.resolvedAsDone(writes, List.of("b", "a", "a"))).isEqualTo(2);
  }

  @Test
  void a_write_behind_a_later_one_of_its_process_is_reordered() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1), ok("p", "b", 2, 3), ok("p", "c", 4, 5));
    assertThat(Checkers.reordered(writes, List.of("b", "a", "c"))).containsExactly("a");
    assertThat(Checkers.reordered(writes, List.of("c", "a", "b"))).containsExactly("a", "b");
    assertThat(Checkers.reordered(writes, List.of("a", "b", "c"))).isEmpty();
  }

  @Test
  void writes_of_two_processes_have_no_order() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1), ok("q", "b", 2, 3));
    assertThat(Checkers.reordered(writes, List.of("b", "a"))).isEmpty();
  }

  @Test
  void writes_that_overlap_have_no_order() {
    List<Operation> touching = List.of(ok("p", "a", 0, 2), ok("p", "b", 2, 3));
    assertThat(Checkers.reordered(touching, List.of("b", "a"))).isEmpty();
    List<Operation> overlapping = List.of(ok("p", "a", 0, 5), ok("p", "b", 2, 3));
    assertThat(Checkers.reordered(overlapping, List.of("b", "a"))).isEmpty();
  }

  @Test
  void a_write_that_is_missing_is_not_reordered() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1), ok("p", "b", 2, 3));
    assertThat(Checkers.reordered(writes, List.of("b"))).isEmpty();
    assertThat(Checkers.reordered(writes, List.of("a"))).isEmpty();
  }

  @Test
  void of_a_duplicate_the_first_place_counts() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1), ok("p", "b", 2, 3));
    assertThat(Checkers.reordered(writes, List.of("a", "b", "a"))).isEmpty();
    assertThat(Checkers.reordered(writes, List.of("b", "a", "b"))).containsExactly("a");
  }

  @Test
  void a_value_that_was_written_twice_is_not_reordered_with_itself() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1), ok("p", "a", 2, 3));
    assertThat(Checkers.reordered(writes, List.of("a"))).isEmpty();
  }

  @Test
  void an_indeterminate_write_may_come_late_and_a_later_one_not_early() {
    List<Operation> late = List.of(unsure("p", "a", 0, 1), ok("p", "b", 2, 3));
    assertThat(Checkers.reordered(late, List.of("b", "a"))).isEmpty();
    List<Operation> early = List.of(ok("p", "a", 0, 1), unsure("p", "b", 2, 3));
    assertThat(Checkers.reordered(early, List.of("b", "a"))).containsExactly("a");
  }

  @Test
  void a_read_of_an_older_value_than_the_last_acknowledged_is_stale() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1), ok("p", "b", 2, 3), ok("p", "c", 4, 5));
    Operation old = ok("r", "a", 4, 5);
    Operation older = ok("r", "b", 6, 7);
    Operation fresh = ok("r", "c", 6, 7);
    assertThat(Checkers.stale(writes, List.of(old, fresh, older))).containsExactly(old, older);
  }

  @Test
  void a_read_that_overlaps_a_write_may_answer_with_either() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1), ok("p", "b", 4, 8));
    List<Operation> reads = List.of(ok("r", "a", 5, 6), ok("r", "b", 5, 6), ok("r", "a", 8, 9));
    assertThat(Checkers.stale(writes, reads)).isEmpty();
    Operation after = ok("r", "a", 9, 10);
    assertThat(Checkers.stale(writes, List.of(after))).containsExactly(after);
  }

  @Test
  void a_write_that_was_not_acknowledged_makes_no_read_stale() {
    List<Operation> writes =
        List.of(ok("p", "a", 0, 1), unsure("p", "b", 2, 3), failed("p", "c", 4, 5));
    assertThat(Checkers.stale(writes, List.of(ok("r", "a", 6, 7), ok("r", "b", 6, 7)))).isEmpty();
  }

  @Test
  void a_read_that_failed_or_answers_with_what_nobody_wrote_is_not_stale() {
    List<Operation> writes = List.of(ok("p", "a", 0, 1), ok("p", "b", 2, 3));
    assertThat(
            Checkers.stale(
                writes,
                List.of(failed("r", "a", 4, 5), unsure("r", "a", 4, 5), ok("r", "z", 4, 5))))
        .isEmpty();
  }

  @Test
  void the_first_value_of_a_register_goes_stale_like_any_other() {
    List<Operation> writes = List.of(ok("set-up", "a", 0, 0), ok("p", "b", 2, 3));
    Operation read = ok("r", "a", 4, 5);
    assertThat(Checkers.stale(writes, List.of(read))).containsExactly(read);
  }

  private static Operation ok(String process, String value, long invoked, long ended) {
    return new Operation(process, "any", value, invoked, ended, Told.OK);
  }

  private static Operation failed(String process, String value, long invoked, long ended) {
    return new Operation(process, "any", value, invoked, ended, Told.FAILED);
  }

  private static Operation unsure(String process, String value, long invoked, long ended) {
    return new Operation(process, "any", value, invoked, ended, Told.INDETERMINATE);
  }
}
