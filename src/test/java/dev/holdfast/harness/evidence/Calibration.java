package dev.holdfast.harness.evidence;

/**
 * What an instrument was seen to do on this engine.
 *
 * @param fault the kind of fault
 * @param promise what its name says that it does
 * @param measured what it did
 */
public record Calibration(String fault, String promise, String measured) {}
