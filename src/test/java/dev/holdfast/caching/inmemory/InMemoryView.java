package dev.holdfast.caching.inmemory;

import dev.holdfast.harness.bench.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The comparison as it is shown.
 *
 * @param measured empty where nothing is kept
 * @param edges of the decision chart
 */
public record InMemoryView(
    String measured,
    Map<String, String> facts,
    List<Bars> ratios,
    List<Bars> costs,
    List<String> columns,
    List<Line> table,
    List<Edge> edges,
    List<String> sentences) {
  private static final String PERCENT = "%.1f %%";

  /** A row of the table of figures. */
  public record Line(String library, List<String> cells) {}

  /** One question of the chart, and where it leads. */
  public record Edge(String asks, String rule, String answer, String why) {
    static Edge of(Choice choice) {
      return new Edge(choice.asks(), choice.rule(), choice.answer(), choice.why());
    }
  }

  static InMemoryView of(Optional<Compared> kept, Optional<Figures> hits) {
    if (kept.isEmpty()) {
      return new InMemoryView(
          "", Map.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }
    Compared compared = kept.get();
    List<Option> options = options(compared, hits);
    Map<String, String> facts = new LinkedHashMap<>(compared.facts());
    hits.ifPresent(
        one -> facts.put("hits", one.measured() + ", " + one.facts().get("measured in")));
    return new InMemoryView(
        compared.measured(),
        facts,
        ratioPlots(compared, options),
        costPlots(options),
        headings(),
        table(options),
        Choice.of(options).stream().map(Edge::of).toList(),
        sentences(compared, options));
  }

  private static List<Option> options(Compared compared, Optional<Figures> hits) {
    List<Option> options = new ArrayList<>();
    compared
        .libraries()
        .forEach(
            (name, row) -> {
              Map<String, Double> shares = new LinkedHashMap<>();
              row.gc().forEach((collector, seen) -> shares.put(collector, seen.share()));
              options.add(
                  new Option(
                      Library.valueOf(name).title(),
                      Library.valueOf(name).bounded(),
                      row.ratios(),
                      hits.flatMap(figures -> nanos(figures, name)),
                      Optional.ofNullable(row.bytes()),
                      shares));
            });
    return options;
  }

  /** The benchmark's methods are named as the libraries. */
  private static Optional<Double> nanos(Figures hits, String library) {
    return hits.ways().stream()
        .filter(way -> way.name().equalsIgnoreCase(library.replace("_", "")))
        .map(Figures.Measured::time)
        .findFirst();
  }

  private static List<Bars> ratioPlots(Compared compared, List<Option> options) {
    return Traces.says().entrySet().stream()
        .map(
            trace -> {
              String name = trace.getKey();
              List<Bars.Figure> figures = new ArrayList<>();
              for (Option one : options) {
                one.ratio(name).ifPresent(ratio -> figures.add(percent(one.name(), ratio)));
              }
              figures.add(reference("LRU, exact", compared.recent().getOrDefault(name, 0.0)));
              figures.add(
                  reference("knows the future", compared.foreknown().getOrDefault(name, 0.0)));
              return Bars.of(
                  "ratio-" + name.toLowerCase(Locale.ROOT),
                  "Hits, " + name,
                  trace.getValue(),
                  100,
                  figures);
            })
        .toList();
  }

  private static List<Bars> costPlots(List<Option> options) {
    List<Bars.Figure> nanos = new ArrayList<>();
    List<Bars.Figure> bytes = new ArrayList<>();
    List<Bars.Figure> shares = new ArrayList<>();
    for (Option one : options) {
      String style = one.bounded() ? Bars.LIBRARY : Bars.REFERENCE;
      one.nanos().ifPresent(x -> nanos.add(Bars.Figure.of(one.name(), x, "%.1f ns", style)));
      one.bytes().ifPresent(x -> bytes.add(Bars.Figure.of(one.name(), x, "%.1f B", style)));
      one.collector()
          .forEach(
              (by, share) ->
                  shares.add(
                      Bars.Figure.of(
                          one.name() + ", " + by,
                          100 * share,
                          PERCENT,
                          by.equals(Comparison.G1) ? Bars.LIBRARY : Bars.OTHER)));
    }
    return List.of(
        Bars.of("nanos", "A hit", "nanoseconds, one thread", 0, nanos),
        Bars.of("bytes", "An entry", "bytes on the heap, beside its key and value", 0, bytes),
        Bars.of("collector", "The collector", "its share of the processor’s time", 0, shares));
  }

  private static List<String> headings() {
    return Stream.of(
            Traces.says().keySet().stream().map(trace -> "Hits, " + trace),
            Stream.of("A hit", "An entry"),
            Stream.of(Comparison.G1, Comparison.ZGC).map(by -> "Share of " + by))
        .flatMap(all -> all)
        .toList();
  }

  private static List<Line> table(List<Option> options) {
    return options.stream()
        .map(
            one -> {
              List<Optional<String>> cells = new ArrayList<>();
              Traces.says()
                  .keySet()
                  .forEach(trace -> cells.add(one.ratio(trace).map(x -> text(PERCENT, 100 * x))));
              cells.add(one.nanos().map(x -> text("%.1f ns", x)));
              cells.add(one.bytes().map(x -> text("%.1f B", x)));
              for (String by : Arrays.asList(Comparison.G1, Comparison.ZGC)) {
                cells.add(
                    Optional.ofNullable(one.collector().get(by)).map(x -> text(PERCENT, 100 * x)));
              }
              return new Line(one.name(), cells.stream().map(cell -> cell.orElse("–")).toList());
            })
        .toList();
  }

  /** Who does better on which trace than what keeps the latest, and who worse: as it came out. */
  private static List<String> sentences(Compared compared, List<Option> options) {
    List<String> sentences = new ArrayList<>();
    compared
        .recent()
        .forEach(
            (trace, recent) ->
                sentences.add(
                    "On %s LRU finds %s, and %s."
                        .formatted(
                            trace,
                            text(PERCENT, 100 * recent),
                            options.stream()
                                .filter(one -> one.ratio(trace).isPresent())
                                .map(one -> against(one, one.ratio(trace).orElseThrow() - recent))
                                .collect(Collectors.joining(", ")))));
    return sentences;
  }

  private static String against(Option one, double more) {
    String points = text("%+.1f", 100 * more).replace("-0.0", "+0.0").replace('-', '−');
    return one.name() + " " + points + " points";
  }

  private static Bars.Figure percent(String label, double ratio) {
    return Bars.Figure.of(label, 100 * ratio, PERCENT, Bars.LIBRARY);
  }

  private static Bars.Figure reference(String label, double ratio) {
    return Bars.Figure.of(label, 100 * ratio, PERCENT, Bars.REFERENCE);
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
