package dev.holdfast.harness.history;

/**
 * A span of an arm on the timeline: a fault from its acknowledged start to the request to end it,
 * or where one would have been.
 *
 * @param real false in calm, where the call left a mark and did nothing
 */
public record Window(String fault, String on, long from, long to, boolean real) {}
