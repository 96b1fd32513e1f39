package dev.holdfast.harness;

/** The same scenario with the adversity switched off or on. */
public enum Condition {
  CALM,
  FAULT
}
