package dev.holdfast.harness;

/** What a judge said of one arm. */
public enum Answer {
  YES,
  /** An {@link AssertionError}, and nothing else, is a no. */
  NO,
  /** Something other than an {@link AssertionError} came out, or the judge was not reached. */
  UNCLEAR
}
