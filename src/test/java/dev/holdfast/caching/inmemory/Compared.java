package dev.holdfast.caching.inmemory;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run measured of the libraries; kept in version control, since a page is made from it.
 *
 * @param measured ISO-8601, UTC
 * @param facts machine, versions and how it was measured
 * @param recent what keeps the latest finds in each trace, and no more
 * @param foreknown the most that can be found in each trace
 * @param libraries by the names of {@link Library}
 */
record Compared(
    String measured,
    Map<String, String> facts,
    Map<String, Double> recent,
    Map<String, Double> foreknown,
    Map<String, Row> libraries) {
  static final String ID = "caching.inmemory.Comparison";

  /** Beside the folder of benchmarks' figures, which are of another kind. */
  static final Path KEPT = Path.of("src/test/resources/comparisons", ID + ".json");

  /**
   * One library.
   *
   * @param ratios of hits, by trace; empty for what knows no bound
   * @param bytes beside key and value, of an entry; null where it is not on the heap
   */
  record Row(Map<String, Double> ratios, @Nullable Double bytes, Map<String, GcShare.Seen> gc) {}
}
