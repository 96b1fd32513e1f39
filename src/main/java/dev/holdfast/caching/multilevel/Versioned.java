package dev.holdfast.caching.multilevel;

/**
 * A value and the version its source gave it: a row's version column, a commit's sequence number.
 *
 * @param version never negative, and greater for what was written later
 */
public record Versioned(long version, String value) {
  public Versioned {
    atLeastZero(version);
  }

  static void atLeastZero(long version) {
    if (version < 0) {
      throw new IllegalArgumentException(
          "version is %d: give at least 0, and more for what was written later".formatted(version));
    }
  }
}
