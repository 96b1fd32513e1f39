package dev.holdfast.caching.inmemory;

import java.util.Map;
import java.util.Optional;

/**
 * What one may choose, and the figures by which one does.
 *
 * @param bounded whether it lets go of entries at all
 * @param ratios of hits by trace
 * @param nanos of a hit
 * @param bytes of an entry, beside key and value
 * @param collector share of processor time, by collector
 */
record Option(
    String name,
    boolean bounded,
    Map<String, Double> ratios,
    Optional<Double> nanos,
    Optional<Double> bytes,
    Map<String, Double> collector) {
  /** The mean over these traces; empty where one of them was not run. */
  Optional<Double> ratio(String... traces) {
    double sum = 0;
    for (String trace : traces) {
      Double ratio = ratios.get(trace);
      if (ratio == null) {
        return Optional.empty();
      }
      sum += ratio;
    }
    return Optional.of(sum / traces.length);
  }
}
