package dev.holdfast.postgres.availability;

/** What became of a transaction. */
public enum TransactionOutcome {
  COMMITTED,
  /** It had no effect, and will have none. */
  ABORTED,
  /** Nobody could say; it may be asked again. */
  UNKNOWN
}
