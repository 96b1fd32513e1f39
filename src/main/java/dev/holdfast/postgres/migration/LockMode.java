package dev.holdfast.postgres.migration;

import java.util.Locale;

/**
 * How a table is locked, from the weakest mode to the strongest, and whom that keeps waiting.
 *
 * <p>Source: PostgreSQL 18 manual, section 13.3.1, "Table-Level Locks".
 */
public enum LockMode {
  NONE,
  ACCESS_SHARE,
  ROW_SHARE,
  ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
  SHARE,
  SHARE_ROW_EXCLUSIVE,
  EXCLUSIVE,
  ACCESS_EXCLUSIVE;

  /**
   * By its name in {@code pg_locks}, {@code AccessExclusiveLock}; {@link #NONE} for what is no
   * table's lock.
   */
  static LockMode of(String mode) {
    for (LockMode lock : values()) {
      if (mode.toLowerCase(Locale.ROOT)
          .equals(lock.name().replace("_", "").toLowerCase(Locale.ROOT) + "lock")) {
        return lock;
      }
    }
    return NONE;
  }

  /** The stronger of the two. */
  LockMode or(LockMode other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** Whether a plain {@code SELECT} has to wait. */
  public boolean blocksReads() {
    return this == ACCESS_EXCLUSIVE;
  }

  /** Whether {@code SELECT … FOR UPDATE} and its kin have to wait. */
  public boolean blocksRowLocks() {
    return compareTo(EXCLUSIVE) >= 0;
  }

  /** Whether {@code INSERT}, {@code UPDATE} and {@code DELETE} have to wait. */
  public boolean blocksWrites() {
    return compareTo(SHARE) >= 0;
  }

  /** As the manual writes it: {@code ACCESS EXCLUSIVE}. */
  public String words() {
    return name().replace('_', ' ');
  }
}
