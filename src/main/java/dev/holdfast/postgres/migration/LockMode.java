package dev.holdfast.postgres.migration;

import java.util.Arrays;
import java.util.Locale;

/**
 * A table's lock, weakest first, and whom it keeps waiting.
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

  /** By its name in {@code pg_locks}: {@code AccessExclusiveLock}. */
  static LockMode of(String mode) {
    String name = mode.replaceFirst("Lock$", "").replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    return Arrays.stream(values())
        .filter(lock -> lock.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElse(NONE); // SIReadLock keeps nobody waiting
  }

  public boolean blocksReads() {
    return this == ACCESS_EXCLUSIVE;
  }

  /** {@code SELECT … FOR UPDATE} and its kin. */
  public boolean blocksRowLocks() {
    return compareTo(EXCLUSIVE) >= 0;
  }

  public boolean blocksWrites() {
    return compareTo(SHARE) >= 0;
  }

  /** As the manual writes it. */
  public String words() {
    return name().replace('_', ' ');
  }
}
