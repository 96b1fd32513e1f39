package dev.holdfast.caching.inmemory;

import dev.holdfast.harness.bench.Recording;
import dev.holdfast.harness.evidence.Json;
import dev.holdfast.harness.evidence.Libraries;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Hit ratios, bytes and the collector's share of the libraries; their hits are a benchmark. */
public final class Comparison implements Recording {
  static final String G1 = "G1";
  static final String ZGC = "ZGC";

  private static final int FORKS = 3; // of which the median counts
  private static final List<String> COUNTING = List.of("-XX:+UseSerialGC", "-Xmx256m");
  private static final List<String> SIZE =
      List.of("-Xms256m", "-Xmx256m", "-XX:MaxDirectMemorySize=128m");
  private static final Map<String, String> COLLECTORS = collectors();

  @Override
  public String id() {
    return Compared.ID;
  }

  @Override
  public String asks() {
    return "Which library for a cache in memory keeps what, and at what cost?";
  }

  @Override
  public Path record(Map<String, String> machine, Consumer<String> progress) {
    Map<String, int[]> traces = Traces.all();
    Map<String, Compared.Row> rows = new LinkedHashMap<>();
    for (Library library : Library.values()) {
      Compared.Row row = new Compared.Row(ratios(library, traces), bytes(library), shares(library));
      progress.accept("%s: %s".formatted(library, row));
      rows.put(library.name(), row);
    }
    Map<String, Double> recent = new LinkedHashMap<>();
    Map<String, Double> foreknown = new LinkedHashMap<>();
    traces.forEach((name, trace) -> recent.put(name, Traces.leastRecentlyUsed(trace)));
    traces.forEach((name, trace) -> foreknown.put(name, Traces.foreknown(trace, Traces.ENTRIES)));
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Json.write(Compared.KEPT, new Compared(now, facts(machine), recent, foreknown, rows));
    return Compared.KEPT;
  }

  private static Map<String, Double> ratios(Library library, Map<String, int[]> traces) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    if (library.bounded() && library.onHeap()) {
      traces.forEach((name, trace) -> ratios.put(name, Traces.ratio(library, trace)));
    }
    return ratios;
  }

  private static @Nullable Double bytes(Library library) {
    if (!library.onHeap()) {
      return null;
    }
    return IntStream.range(0, FORKS)
        .mapToObj(_ -> Fork.run(Double.class, Bytes.class, COUNTING, library.name()))
        .sorted()
        .skip(FORKS / 2)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, GcShare.Seen> shares(Library library) {
    Map<String, GcShare.Seen> shares = new LinkedHashMap<>();
    if (library.bounded()) {
      COLLECTORS.forEach(
          (name, option) -> {
            List<String> options = new ArrayList<>(SIZE);
            options.add(option);
            shares.put(name, Fork.run(GcShare.Seen.class, GcShare.class, options, library.name()));
          });
    }
    return shares;
  }

  private static Map<String, String> facts(Map<String, String> machine) {
    Map<String, String> facts = new LinkedHashMap<>(machine);
    Arrays.stream(Library.values())
        .map(Library::artifact)
        .filter(artifact -> !artifact.isEmpty())
        .distinct()
        .forEach(artifact -> facts.put(artifact, Libraries.version(artifact)));
    facts.put("hit ratios", "caches of %,d entries, empty at first".formatted(Traces.ENTRIES));
    facts.putAll(Traces.says());
    facts.put(
        "bytes of an entry",
        "the median of %d processes, caches of %,d entries; %s"
            .formatted(FORKS, Bytes.ENTRIES, String.join(" ", COUNTING)));
    facts.put(
        "collector’s share",
        "one process each; %s; %s".formatted(GcShare.says(), String.join(" ", SIZE)));
    return facts;
  }

  private static Map<String, String> collectors() {
    Map<String, String> collectors = new LinkedHashMap<>();
    collectors.put(G1, "-XX:+UseG1GC");
    collectors.put(ZGC, "-XX:+UseZGC");
    return collectors;
  }
}
