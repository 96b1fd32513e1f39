package dev.holdfast.caching.inmemory;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An edge of the decision chart. Nothing in it is written down but its question and its rule: what
 * it leads to follows from the figures.
 *
 * @param best the best by the rule, and whatever is as good; empty where nothing was measured
 * @param dearer better by the figure, but set aside since a hit takes too long
 */
record Choice(String asks, String rule, List<Picked> best, List<Picked> dearer) {
  /** A hit that takes more times the cheapest bounded one's is set aside. */
  static final double MOST_TIMES = 2;

  private static final double SAME_POINTS = 0.01; // of hit ratios: less is not worth a library
  private static final double SAME_SHARE = 0.1; // of other figures: other runs differ by as much
  private static final String PERCENT = "%.1f %%";
  private static final String AFFORDABLE =
      ", of those whose hit takes at most %.0f times as long as the cheapest bounded one’s"
          .formatted(MOST_TIMES);

  /** A choice with the figure that decided. */
  record Picked(String name, double figure, String text) {}

  static List<Choice> of(List<Option> options) {
    List<Option> bounded = options.stream().filter(Option::bounded).toList();
    return List.of(
        least(
            "Do all entries fit, for good?",
            "the fewest bytes",
            picked(options, Option::bytes, "%.0f B", 1)),
        most("Do scans or loops pass through?", bounded, Traces.SCAN, Traces.LOOP),
        most("Is only the latest asked for?", bounded, Traces.RECENCY),
        least(
            "Does the collector take too much?",
            "the smallest share of the processor for a collector, bounded",
            withCollectors(bounded)),
        least(
            "Is memory short?",
            "the fewest bytes, bounded",
            picked(bounded, Option::bytes, "%.0f B", 1)),
        least(
            "Does each nanosecond count?",
            "the cheapest hit, bounded",
            picked(bounded, Option::nanos, "%.1f ns", 1)),
        most("None of these?", bounded, Traces.ZIPF));
  }

  private static Choice most(String asks, List<Option> bounded, String... traces) {
    double cheapest =
        bounded.stream().flatMap(one -> one.nanos().stream()).min(Double::compare).orElse(0.0);
    Map<Boolean, List<Option>> affordable =
        bounded.stream()
            .collect(
                Collectors.partitioningBy(
                    one ->
                        one.nanos().filter(nanos -> nanos <= MOST_TIMES * cheapest).isPresent()));
    Function<Option, Optional<Double>> ratio = one -> one.ratio(traces);
    List<Picked> kept =
        picked(affordable.getOrDefault(true, List.of()), ratio, PERCENT, 100).reversed();
    double best = kept.isEmpty() ? 0 : kept.getFirst().figure();
    List<Picked> others =
        picked(affordable.getOrDefault(false, List.of()), ratio, PERCENT, 100).reversed();
    return new Choice(
        asks,
        "the highest hit ratio on " + String.join(" and ", traces) + AFFORDABLE,
        kept.stream().filter(one -> one.figure() >= best - SAME_POINTS).toList(),
        others.stream().filter(one -> one.figure() > best).toList());
  }

  private static Choice least(String asks, String rule, List<Picked> ascending) {
    double best = ascending.isEmpty() ? 0 : ascending.getFirst().figure();
    return new Choice(
        asks,
        rule,
        ascending.stream().filter(one -> one.figure() <= best * (1 + SAME_SHARE)).toList(),
        List.of());
  }

  private static List<Picked> withCollectors(List<Option> bounded) {
    return bounded.stream()
        .flatMap(
            one ->
                one.collector().entrySet().stream()
                    .map(
                        by ->
                            new Picked(
                                one.name() + " with " + by.getKey(),
                                by.getValue(),
                                String.format(Locale.ROOT, PERCENT, 100 * by.getValue()))))
        .sorted(Comparator.comparing(Picked::figure))
        .toList();
  }

  /** In ascending order; without those that have no such figure. */
  private static List<Picked> picked(
      List<Option> among, Function<Option, Optional<Double>> figure, String format, int times) {
    return among.stream()
        .flatMap(
            one ->
                figure.apply(one).stream()
                    .map(
                        value ->
                            new Picked(
                                one.name(),
                                value,
                                String.format(Locale.ROOT, format, times * value))))
        .sorted(Comparator.comparing(Picked::figure))
        .toList();
  }

  /** {@code Caffeine}, and what is as good. */
  String answer() {
    return best.isEmpty()
        ? "not measured"
        : String.join(", ", best.stream().map(Picked::name).toList());
  }

  String why() {
    return String.join(", ", best.stream().map(Picked::text).toList())
        + (dearer.isEmpty()
            ? ""
            : "; dearer: "
                + String.join(
                    ", ", dearer.stream().map(one -> one.name() + " " + one.text()).toList()));
  }
}
