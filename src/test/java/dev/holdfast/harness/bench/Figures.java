package dev.holdfast.harness.bench;

import dev.holdfast.harness.evidence.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What one run measured of one comparison: kept in version control, since pages are made from it.
 *
 * @param id the benchmark's class from its chapter on, which is also the file's name
 * @param measured ISO-8601, UTC
 * @param facts machine, versions and how it was measured, by name, in reading order
 * @param ways the baseline first
 */
public record Figures(
    int schema,
    String id,
    String asks,
    String limit,
    String measured,
    Map<String, String> facts,
    List<Measured> ways) {
  public static final int SCHEMA = 1;

  /** Where they are kept, from the project's root. */
  public static final Path KEPT = Path.of("src/test/resources/bench");

  private static final String JSON = ".json";

  public Figures {
    if (schema != SCHEMA) {
      throw new IllegalArgumentException(
          "its schema is %d and %d is known; measure it again: ci/bench".formatted(schema, SCHEMA));
    }
    if (ways.size() < 2) {
      throw new IllegalArgumentException("it holds %d ways; 2 are needed".formatted(ways.size()));
    }
  }

  /**
   * One way to do the work.
   *
   * @param atMost how many times the baseline's time is asked; null where nothing is
   * @param nanos a call's time, one for each round
   * @param bytes that a call allocates
   * @param roundTrips of a call; null where no server takes part
   */
  public record Measured(
      String name,
      String says,
      @Nullable Double atMost,
      List<Double> nanos,
      double bytes,
      @Nullable Double roundTrips) {
    public Ratio.Standing standing(Measured baseline) {
      return ratio(baseline).beside(Optional.ofNullable(atMost));
    }

    public Ratio ratio(Measured baseline) {
      return Ratio.of(nanos, baseline.nanos);
    }

    public boolean sameTrips(Measured baseline) {
      return Objects.equals(roundTrips, baseline.roundTrips);
    }

    /** The median of the rounds. */
    public double time() {
      List<Double> sorted = nanos.stream().sorted().toList();
      return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
  }

  public Measured baseline() {
    return ways.getFirst();
  }

  /** The ways that are divided by the baseline. */
  public List<Measured> others() {
    return ways.subList(1, ways.size());
  }

  /** Those that do not keep what is asked, or cannot be said to. */
  public List<Measured> notWithin() {
    return others().stream()
        .filter(
            way ->
                switch (way.standing(baseline())) {
                  case WITHIN, NOT_ASKED -> false;
                  case OVER, OPEN -> true;
                })
        .toList();
  }

  /** Replaces what was measured before. */
  public Path write(Path folder) {
    Path file = folder.resolve(id + JSON);
    Json.write(file, this);
    return file;
  }

  /**
   * All that is kept in a folder, by id; nothing where there is no folder.
   *
   * @throws IllegalStateException that names a file which is not of this kind
   */
  public static List<Figures> readAll(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(JSON))
          .sorted()
          .map(Figures::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  private static Figures read(Path file) {
    try {
      return Json.read(file, Figures.class);
    } catch (JacksonException e) {
      Throwable why = e.getCause() instanceof IllegalArgumentException said ? said : e;
      throw new IllegalStateException("%s: %s".formatted(file, why.getMessage()), e);
    }
  }
}
