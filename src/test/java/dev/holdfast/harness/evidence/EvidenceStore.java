package dev.holdfast.harness.evidence;

import dev.holdfast.harness.Role;
import dev.holdfast.harness.history.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder in which a run leaves what it found out, and from which report and site are made. */
public final class EvidenceStore {
  private static final String MANIFEST = "manifest.json";
  private static final String PROGRESS = "progress.txt";
  private static final String EVIDENCE = "evidence";
  private static final String SUMMARY = "summary.txt";
  private static final String CALIBRATIONS = "calibrations.json";

  private final Path directory;

  public EvidenceStore(Path directory) {
    this.directory = directory;
  }

  /**
   * Removes what an earlier run left: its evidence must not count for this one. Calibrations stay,
   * since those of this run may have come first.
   */
  public void begin() {
    try {
      for (String file : List.of(MANIFEST, PROGRESS, SUMMARY)) {
        Files.deleteIfExists(directory.resolve(file));
      }
      Path folder = Files.createDirectories(directory.resolve(EVIDENCE));
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear " + directory, e);
    }
  }

  /** Writes one claim's evidence, its operations, and then its line of progress. */
  public void write(Evidence evidence) {
    Path folder = directory.resolve(EVIDENCE);
    Json.replace(folder.resolve(evidence.id() + ".history.jsonl"), history(evidence));
    Json.write(folder.resolve(evidence.id() + ".json"), evidence);
    progress(line(evidence));
  }

  public void write(Manifest manifest) {
    Json.write(directory.resolve(MANIFEST), manifest);
  }

  public void write(List<Calibration> calibrations) {
    Json.write(directory.resolve(CALIBRATIONS), calibrations);
  }

  /** What the instruments were seen to do; empty where they were not calibrated in this run. */
  public List<Calibration> calibrations() {
    Path file = directory.resolve(CALIBRATIONS);
    return Files.exists(file) ? List.of(Json.read(file, Calibration[].class)) : List.of();
  }

  /** Writes the run's last word: totals, and what to do about what is not proven. */
  public void summary(String text) {
    Json.replace(directory.resolve(SUMMARY), text);
  }

  /** All evidence of the last run, by id. */
  public List<Evidence> evidence() {
    Path folder = directory.resolve(EVIDENCE);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(file -> Json.read(file, Evidence.class))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  /** The last run's manifest; empty where it crashed before its end. */
  public java.util.Optional<Manifest> manifest() {
    Path file = directory.resolve(MANIFEST);
    return Files.exists(file)
        ? java.util.Optional.of(Json.read(file, Manifest.class))
        : java.util.Optional.empty();
  }

  /** {@code PROVEN caching.stampede.OneLoadPerKey 1 load | 200 loads 3.2 s}. */
  public static String line(Evidence evidence) {
    return String.format(
        Locale.ROOT,
        "%-12s %-55s %s | %s  %.1f s%s",
        evidence.verdict(),
        evidence.id(),
        figure(evidence, Role.SUBJECT),
        figure(evidence, Role.CONTROL),
        evidence.seconds(),
        evidence.attempts().size() > 1 ? "  (second attempt)" : "");
  }

  private static String figure(Evidence evidence, Role role) {
    return evidence.arms().stream()
        .filter(
            arm -> arm.role() == role && arm.condition() == dev.holdfast.harness.Condition.FAULT)
        .map(arm -> arm.figure().isEmpty() ? "nothing seen" : arm.figure())
        .collect(Collectors.joining(", "));
  }

  private void progress(String line) {
    try {
      Files.writeString(
          directory.resolve(PROGRESS),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write progress into " + directory, e);
    }
  }

  private static String history(Evidence evidence) {
    List<String> lines = new ArrayList<>();
    for (Attempt attempt : evidence.attempts()) {
      for (ArmEvidence arm : attempt.arms()) {
        for (Operation operation : arm.operations()) {
          lines.add(
              Json.LINES.writeValueAsString(
                  new Line(attempt.number(), arm.candidate(), arm.condition().name(), operation)));
        }
      }
    }
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private record Line(int attempt, String candidate, String condition, Operation operation) {}
}
