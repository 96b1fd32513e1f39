package dev.holdfast.harness.faults;

/** Which way a fault on a link bites: what the client sends, what it receives, or both. */
public enum Direction {
  UP,
  DOWN,
  BOTH
}
