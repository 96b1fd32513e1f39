package dev.holdfast.postgres.migration;

import dev.holdfast.harness.evidence.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a build found out about the forms of {@link Operation}s, by their names: {@code add-check
 * unsafe}.
 *
 * @param server its version; empty where nothing was measured
 * @param judged by the check, as {@link Judged} words it
 * @param witnessed by other sessions
 */
record MeasuredForms(
    String server, Map<String, List<String>> judged, Map<String, FormWitness.Seen> witnessed) {
  private static final String FILE = "schema-changes.json";

  MeasuredForms {
    judged = new TreeMap<>(judged);
    witnessed = new TreeMap<>(witnessed);
  }

  static String key(Operation operation, Operation.Form form) {
    return operation.name() + " " + form.name();
  }

  /** What the run of that directory left, if anything. */
  static MeasuredForms read(Path directory) {
    Path file = directory.resolve(FILE);
    return Files.exists(file)
        ? Json.read(file, MeasuredForms.class)
        : new MeasuredForms("", Map.of(), Map.of());
  }

  void write(Path directory) {
    Json.write(directory.resolve(FILE), this);
  }
}
