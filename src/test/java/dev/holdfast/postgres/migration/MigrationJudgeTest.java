package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.postgres.migration.MigratedStatement.Touched;
import dev.holdfast.postgres.migration.MigratedStatement.Victims;
import dev.holdfast.postgres.migration.MigrationReport.Coverage;
import dev.holdfast.postgres.migration.MigrationReport.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MigrationJudgeTest {
  private static final int ROWS = 1_000;
  private static final int MANY = 900; // as many as make a table count as filled
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Coverage ALL = new Coverage(10, 10, Map.of());

  @Test
  void a_lock_under_a_short_timeout_alone_is_safe() {
    assertThat(rules(Set.of(), ALL, locked(LONGEST))).isEmpty();
    assertThat(rules(Set.of(), ALL, locked(LONGEST.plusMillis(1))))
        .containsExactly("lock-without-timeout");
    assertThat(rules(Set.of(), ALL, locked(Duration.ZERO))).containsExactly("lock-without-timeout");
  }

  @Test
  void a_rule_that_is_switched_off_is_not_asked() {
    assertThat(rules(Set.of("lock-without-timeout"), ALL, locked(Duration.ZERO))).isEmpty();
  }

  @Test
  void a_table_without_the_rows_asked_for_matters_to_the_file_that_locks_it() {
    Coverage nearly = new Coverage(9, 10, Map.of("orders", "0 rows"));
    assertThat(rules(Set.of(), nearly, locked(LONGEST))).containsExactly("too-few-rows");
    Coverage another = new Coverage(9, 10, Map.of("items", "0 rows"));
    assertThat(rules(Set.of(), another, locked(LONGEST))).isEmpty();
  }

  @Test
  void work_under_a_lock_that_nobody_saw_is_unknown() {
    assertThat(rules(Set.of(), ALL, statement(LONGEST, List.of(), List.of("orders"))))
        .containsExactly("lock-not-seen");
  }

  @Test
  void a_lock_counts_while_many_rows_of_another_table_are_read_or_written() {
    assertThat(rules(Set.of(), ALL, beside(MANY, 0))).containsExactly("work-under-lock");
    assertThat(rules(Set.of(), ALL, beside(0, MANY))).containsExactly("work-under-lock");
    assertThat(rules(Set.of(), ALL, beside(MANY - 1, MANY - 1))).isEmpty();
  }

  private static List<String> rules(
      Set<String> off, Coverage coverage, MigratedStatement statement) {
    var known = new MigrationJudge.Known("", List.of(statement), List.of(), List.of(), coverage);
    var options = new MigrationCheck.Options(ROWS, LONGEST, LONGEST, Duration.ZERO, off);
    return new MigrationJudge(options, true).judge(known).stream().map(Finding::rule).toList();
  }

  private static MigratedStatement locked(Duration lockTimeout) {
    return statement(lockTimeout, List.of(orders()), List.of());
  }

  /** Work on one table while another one is locked. */
  private static MigratedStatement beside(long scanned, long changed) {
    Touched items = touched("items", LockMode.ROW_EXCLUSIVE, scanned, changed);
    return statement(LONGEST, List.of(orders(), items), List.of());
  }

  private static Touched orders() {
    return touched("orders", LockMode.ACCESS_EXCLUSIVE, 0, 0);
  }

  private static Touched touched(String name, LockMode lock, long scanned, long changed) {
    RelationTrace trace =
        new RelationTrace(
            name, false, false, lock, LockMode.NONE, false, false, scanned, changed, List.of());
    return new Touched(trace, true, false, 1, 1);
  }

  private static MigratedStatement statement(
      Duration lockTimeout, List<Touched> relations, List<String> lockNotSeen) {
    return new MigratedStatement(
        1,
        "ALTER TABLE orders …",
        true,
        Optional.empty(),
        lockTimeout,
        relations,
        List.of(),
        List.of(),
        List.of(),
        false,
        false,
        lockNotSeen,
        Victims.NONE);
  }
}
