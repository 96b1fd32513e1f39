package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.postgres.migration.Operation.Step;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WitnessedTest {
  @Test
  void a_mode_is_known_by_what_it_refuses() {
    assertThat(LockConflicts.heldWhere(Set.of())).isEqualTo(LockMode.NONE);
    assertThat(LockConflicts.heldWhere(Set.of(LockMode.EXCLUSIVE, LockMode.ACCESS_EXCLUSIVE)))
        .isEqualTo(LockMode.ROW_SHARE);
    assertThat(
            LockConflicts.heldWhere(
                EnumSet.range(LockMode.SHARE_UPDATE_EXCLUSIVE, LockMode.ACCESS_EXCLUSIVE)))
        .isEqualTo(LockMode.SHARE_UPDATE_EXCLUSIVE);
    assertThatThrownBy(() -> LockConflicts.heldWhere(Set.of(LockMode.SHARE)))
        .hasMessage("no single mode refuses just [SHARE]");
  }

  @Test
  void a_reader_that_waits_for_an_index_counts() {
    Set<LockMode> share =
        EnumSet.of(
            LockMode.ROW_EXCLUSIVE,
            LockMode.SHARE_UPDATE_EXCLUSIVE,
            LockMode.SHARE_ROW_EXCLUSIVE,
            LockMode.EXCLUSIVE,
            LockMode.ACCESS_EXCLUSIVE);
    assertThat(new LockProbe.Refused(share, Set.of(), true).held()).isEqualTo(LockMode.SHARE);
    assertThat(new LockProbe.Refused(share, Set.of(LockMode.ACCESS_SHARE), true).held())
        .isEqualTo(LockMode.ACCESS_EXCLUSIVE);
  }

  @Test
  void both_answers_are_told_where_they_differ() {
    Step step = new Step("CREATE INDEX i ON a (b)", List.of("a: SHARE, scanned", "n: created"));
    assertThat(Witnessed.differences(step, List.of("a: SHARE", "n: created", "weak: ROW SHARE")))
        .isEmpty();
    assertThat(Witnessed.differences(step, List.of("a: EXCLUSIVE", "b: SHARE", "n: created")))
        .containsExactly(
            "CREATE INDEX i ON a (b): a: others found EXCLUSIVE, known SHARE",
            "CREATE INDEX i ON a (b): b: others found SHARE, known ");
  }

  @Test
  void a_carried_lock_is_held_too() {
    assertThat(Witnessed.lock("a: SHARE UPDATE EXCLUSIVE, carried ACCESS EXCLUSIVE, scanned"))
        .isEqualTo("ACCESS EXCLUSIVE");
    assertThat(Witnessed.lock("a: rewritten")).isEmpty();
  }
}
