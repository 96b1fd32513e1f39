package dev.holdfast.harness;

/**
 * What the arms of a claim together show; the first that applies, from the top. Only {@link
 * #PROVEN} passes.
 */
public enum Verdict {
  /**
   * An arm is missing, threw, was skipped or met its limit; the fault was not felt; an instrument
   * failed.
   */
  INCONCLUSIVE,
  /** The control does not hold in calm: something other than the fault breaks it. */
  MISATTRIBUTED,
  /**
   * The experiment cannot tell: the control survives or fails otherwise, or the judges contradict
   * each other.
   */
  VACUOUS,
  /** The subject does not keep its promise. */
  REFUTED,
  PROVEN
}
