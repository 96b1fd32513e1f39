package dev.holdfast.postgres.availability;

/** Says what became of a transaction that somebody lost touch with. Thread-safe. */
@FunctionalInterface
public interface OutcomeSource {
  TransactionOutcome of(TransactionMark mark);
}
