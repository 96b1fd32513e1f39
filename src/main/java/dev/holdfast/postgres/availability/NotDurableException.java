package dev.holdfast.postgres.availability;

/** A commit is not to be reported as done: losing the primary could undo it. */
public final class NotDurableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotDurableException(String message) {
    super(message);
  }

  NotDurableException(String message, Throwable cause) {
    super(message, cause);
  }
}
