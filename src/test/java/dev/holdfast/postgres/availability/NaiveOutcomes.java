package dev.holdfast.postgres.availability;

/** Asks as well as anybody, and takes no answer for a no. */
final class NaiveOutcomes implements OutcomeSource {
  private final OutcomeSource server;

  NaiveOutcomes(OutcomeSource server) {
    this.server = server;
  }

  @Override
  public TransactionOutcome of(TransactionMark mark) {
    TransactionOutcome outcome = server.of(mark);
    return outcome == TransactionOutcome.UNKNOWN ? TransactionOutcome.ABORTED : outcome;
  }
}
