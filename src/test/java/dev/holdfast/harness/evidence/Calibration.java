package dev.holdfast.harness.evidence;

/**
 * What an instrument was seen to do on this engine.
 *
 * @param kind the fault, as specs name it
 * @param promise what its name says that it does
 * @param measured what it did
 */
public record Calibration(String kind, String promise, String measured) {}
