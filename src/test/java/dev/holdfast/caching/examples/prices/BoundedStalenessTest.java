package dev.holdfast.caching.examples.prices;

import static dev.holdfast.caching.examples.prices.BoundedStaleness.tooOld;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.history.Operation;
import dev.holdfast.harness.history.Operation.Told;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedStalenessTest {
  private static final Duration BOUND = Duration.ofNanos(10);

  @Test
  void an_old_version_may_be_read_until_the_bound_has_passed_since_the_acknowledgement() {
    Operation write = write("a", 2, 0, 5);
    assertThat(tooOld(List.of(write, read("a", 1, 15, 16)), BOUND)).isEmpty();
    Operation late = read("a", 1, 16, 17);
    assertThat(tooOld(List.of(write, late), BOUND)).containsExactly(late);
  }

  @Test
  void a_read_counts_from_its_beginning_however_long_it_takes() {
    assertThat(tooOld(List.of(write("a", 2, 0, 5), read("a", 1, 15, 99)), BOUND)).isEmpty();
  }

  @Test
  void the_newest_version_is_never_too_old_nor_one_whose_write_is_still_under_way() {
    List<Operation> history =
        List.of(
            write("a", 2, 0, 5),
            write("a", 3, 6, 90),
            read("a", 2, 80, 81),
            read("a", 3, 80, 81),
            read("a", 3, 200, 201));
    assertThat(tooOld(history, BOUND)).isEmpty();
  }

  @Test
  void every_read_that_is_too_old_is_found() {
    Operation first = read("a", 1, 50, 51);
    Operation second = read("a", 2, 150, 151);
    List<Operation> history =
        List.of(
            write("a", 2, 0, 5), first, write("a", 3, 100, 105), second, read("a", 3, 160, 161));
    assertThat(tooOld(history, BOUND)).containsExactly(first, second);
  }

  @Test
  void the_version_counts_and_not_the_order_of_the_acknowledgements() {
    Operation between = read("a", 2, 100, 101);
    List<Operation> history = List.of(write("a", 3, 0, 20), write("a", 2, 0, 40), between);
    assertThat(tooOld(history, BOUND)).containsExactly(between);
  }

  @Test
  void registers_are_judged_each_for_itself() {
    List<Operation> history = List.of(write("ab", 2, 0, 5), read("a", 1, 100, 101));
    assertThat(tooOld(history, BOUND)).isEmpty();
  }

  @Test
  void a_write_that_nobody_was_told_of_binds_nobody() {
    List<Operation> history =
        List.of(
            new Operation("p", "write a", null, 0, 5, Told.INDETERMINATE),
            new Operation("p", "write a", "2", 0, 5, Told.FAILED),
            read("a", 1, 100, 101));
    assertThat(tooOld(history, BOUND)).isEmpty();
  }

  @Test
  void a_read_without_an_answer_is_not_old() {
    List<Operation> history =
        List.of(
            write("a", 2, 0, 5),
            new Operation("p", "read a", null, 100, 101, Told.FAILED),
            new Operation("p", "read a", "1", 100, 101, Told.INDETERMINATE));
    assertThat(tooOld(history, BOUND)).isEmpty();
  }

  private static Operation write(String register, long version, long invoked, long ended) {
    return ok("write " + register, version, invoked, ended);
  }

  private static Operation read(String register, long version, long invoked, long ended) {
    return ok("read " + register, version, invoked, ended);
  }

  private static Operation ok(String action, long version, long invoked, long ended) {
    return new Operation("p", action, Long.toString(version), invoked, ended, Told.OK);
  }
}
