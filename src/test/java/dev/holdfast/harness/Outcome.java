package dev.holdfast.harness;

/**
 * What an arm did, from the answers of {@code holds} and {@code breaks}; this is what the ledger
 * pins.
 */
public enum Outcome {
  HELD,
  BROKE,
  /** Neither kept its promise nor failed as predicted. */
  NEITHER,
  /** The judges contradict each other. */
  BOTH,
  UNCLEAR;

  static Outcome of(Answer holds, Answer breaks) {
    if (holds == Answer.UNCLEAR || breaks == Answer.UNCLEAR) {
      return UNCLEAR;
    }
    if (holds == Answer.YES) {
      return breaks == Answer.YES ? BOTH : HELD;
    }
    return breaks == Answer.YES ? BROKE : NEITHER;
  }
}
