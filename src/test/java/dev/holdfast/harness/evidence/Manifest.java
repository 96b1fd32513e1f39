package dev.holdfast.harness.evidence;

import java.util.List;
import java.util.Map;

/**
 * Where and when a run took place.
 *
 * @param run the run's id, as in its evidence
 * @param began ISO-8601, UTC
 * @param facts JDK, engine, host and images with their digests, by name, in reading order
 * @param pauses spans in which the harness's own JVM or host stood still, so that a reader can
 *     discount them
 */
public record Manifest(
    int schema,
    String run,
    String began,
    double seconds,
    Map<String, String> facts,
    List<Pause> pauses) {

  /**
   * @param at seconds since the run began
   */
  public record Pause(double at, long millis) {}
}
