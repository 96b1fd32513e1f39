package dev.holdfast.harness;

/** A verdict and the reason for it, in one sentence. */
public record Finding(Verdict verdict, String reason) {}
