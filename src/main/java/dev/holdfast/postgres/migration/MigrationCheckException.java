package dev.holdfast.postgres.migration;

/** A check that could not be made: the message says what is wrong with its input, and where. */
public final class MigrationCheckException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MigrationCheckException(String message) {
    super(message);
  }

  MigrationCheckException(String message, Throwable cause) {
    super(message, cause);
  }
}
