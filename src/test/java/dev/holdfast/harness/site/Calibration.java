package dev.holdfast.harness.site;

/**
 * What was checked of an instrument on this host before anybody relied on it.
 *
 * @param kind the fault, as specs name it
 * @param promise what it says it does
 * @param measured what it did
 */
public record Calibration(String kind, String promise, String measured) {}
