package dev.holdfast.harness;

/** What a candidate stands for in an experiment. */
public enum Role {
  SUBJECT,
  CONTROL,
  PEER
}
