package dev.holdfast.harness.bench;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * Figures that a chapter records and that are not a call's time. The harness knows no chapter: it
 * is found as a service, selected and listed with the benchmarks.
 */
public interface Recording {
  /** From its chapter on: {@code caching.inmemory.Comparison}. */
  String id();

  /** The question, as an operator would ask it. */
  String asks();

  /**
   * Measures, and keeps the figures in version control.
   *
   * @param machine what they depend on, by name
   * @param progress is told a line now and then
   * @return the file
   */
  Path record(Map<String, String> machine, Consumer<String> progress);

  /** All that there are, by id. */
  static List<Recording> all() {
    return ServiceLoader.load(Recording.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Recording::id))
        .toList();
  }
}
