package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockModeTest {

  @ParameterizedTest
  @CsvSource({
    "AccessShareLock, ACCESS_SHARE",
    "RowShareLock, ROW_SHARE",
    "RowExclusiveLock, ROW_EXCLUSIVE",
    "ShareUpdateExclusiveLock, SHARE_UPDATE_EXCLUSIVE",
    "ShareLock, SHARE",
    "ShareRowExclusiveLock, SHARE_ROW_EXCLUSIVE",
    "ExclusiveLock, EXCLUSIVE",
    "AccessExclusiveLock, ACCESS_EXCLUSIVE",
    "SIReadLock, NONE"
  })
  void a_lock_is_known_by_its_name_in_pg_locks(String name, LockMode lock) {
    assertThat(LockMode.of(name)).isEqualTo(lock);
  }

  @Test
  void who_has_to_wait_is_as_the_table_of_conflicts_says() {
    assertThat(LockMode.values())
        .filteredOn(LockMode::blocksReads)
        .containsExactly(LockMode.ACCESS_EXCLUSIVE);
    assertThat(LockMode.values())
        .filteredOn(LockMode::blocksRowLocks)
        .containsExactly(LockMode.EXCLUSIVE, LockMode.ACCESS_EXCLUSIVE);
    assertThat(LockMode.values())
        .filteredOn(LockMode::blocksWrites)
        .containsExactly(
            LockMode.SHARE,
            LockMode.SHARE_ROW_EXCLUSIVE,
            LockMode.EXCLUSIVE,
            LockMode.ACCESS_EXCLUSIVE);
  }

  @Test
  void a_stronger_lock_hides_a_weaker_one() {
    assertThat(LockMode.NONE.or(LockMode.SHARE)).isEqualTo(LockMode.SHARE);
    assertThat(LockMode.EXCLUSIVE.or(LockMode.ROW_SHARE)).isEqualTo(LockMode.EXCLUSIVE);
  }
}
