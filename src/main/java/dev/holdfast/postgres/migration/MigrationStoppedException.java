package dev.holdfast.postgres.migration;

/**
 * A migration stopped before it did harm: the database is as it was, or as far as the message says,
 * and the same call may be made again once the cause in the message is gone.
 */
public final class MigrationStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MigrationStoppedException(String message) {
    super(message);
  }

  MigrationStoppedException(String message, Throwable cause) {
    super(message, cause);
  }
}
