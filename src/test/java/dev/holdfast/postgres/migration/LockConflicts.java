package dev.holdfast.postgres.migration;

import static dev.holdfast.postgres.migration.LockMode.ACCESS_EXCLUSIVE;
import static dev.holdfast.postgres.migration.LockMode.ACCESS_SHARE;
import static dev.holdfast.postgres.migration.LockMode.EXCLUSIVE;
import static dev.holdfast.postgres.migration.LockMode.ROW_EXCLUSIVE;
import static dev.holdfast.postgres.migration.LockMode.ROW_SHARE;
import static dev.holdfast.postgres.migration.LockMode.SHARE;
import static dev.holdfast.postgres.migration.LockMode.SHARE_ROW_EXCLUSIVE;
import static dev.holdfast.postgres.migration.LockMode.SHARE_UPDATE_EXCLUSIVE;

import java.util.Map;
import java.util.Set;

/** Which modes a held one refuses to others: table 13.2 of the PostgreSQL 18 manual, row by row. */
final class LockConflicts {
  private static final Map<LockMode, Set<LockMode>> REFUSED =
      Map.of(
          LockMode.NONE,
          Set.of(),
          ACCESS_SHARE,
          Set.of(ACCESS_EXCLUSIVE),
          ROW_SHARE,
          Set.of(EXCLUSIVE, ACCESS_EXCLUSIVE),
          ROW_EXCLUSIVE,
          Set.of(SHARE, SHARE_ROW_EXCLUSIVE, EXCLUSIVE, ACCESS_EXCLUSIVE),
          SHARE_UPDATE_EXCLUSIVE,
          Set.of(SHARE_UPDATE_EXCLUSIVE, SHARE, SHARE_ROW_EXCLUSIVE, EXCLUSIVE, ACCESS_EXCLUSIVE),
          SHARE,
          Set.of(
              ROW_EXCLUSIVE,
              SHARE_UPDATE_EXCLUSIVE,
              SHARE_ROW_EXCLUSIVE,
              EXCLUSIVE,
              ACCESS_EXCLUSIVE),
          SHARE_ROW_EXCLUSIVE,
          Set.of(
              ROW_EXCLUSIVE,
              SHARE_UPDATE_EXCLUSIVE,
              SHARE,
              SHARE_ROW_EXCLUSIVE,
              EXCLUSIVE,
              ACCESS_EXCLUSIVE),
          EXCLUSIVE,
          Set.of(
              ROW_SHARE,
              ROW_EXCLUSIVE,
              SHARE_UPDATE_EXCLUSIVE,
              SHARE,
              SHARE_ROW_EXCLUSIVE,
              EXCLUSIVE,
              ACCESS_EXCLUSIVE),
          ACCESS_EXCLUSIVE,
          Set.of(
              ACCESS_SHARE,
              ROW_SHARE,
              ROW_EXCLUSIVE,
              SHARE_UPDATE_EXCLUSIVE,
              SHARE,
              SHARE_ROW_EXCLUSIVE,
              EXCLUSIVE,
              ACCESS_EXCLUSIVE));

  private LockConflicts() {}

  /**
   * The mode that somebody else holds.
   *
   * @throws IllegalArgumentException where no single mode refuses just these
   */
  static LockMode heldWhere(Set<LockMode> refused) {
    return REFUSED.entrySet().stream()
        .filter(row -> row.getValue().equals(refused))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no single mode refuses just " + refused));
  }
}
