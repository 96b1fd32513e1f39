package dev.holdfast.caching.inmemory;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * An edge of the decision chart. Nothing in it is written down but its question and its rule: what
 * it leads to follows from the figures.
 *
 * @param best the best by the rule, and whatever is as good; empty where nothing was measured
 */
record Choice(String asks, String rule, List<Picked> best) {
  /** What a miss takes in nanoseconds: a call to a server that is near. */
  static final double MISS = 100_000;

  private static final double SAME_TIME = MISS / 100; // a point of hit ratio: not worth a library
  private static final double SAME_SHARE = 0.1; // of other figures: other runs differ by as much
  private static final String PERCENT = "%.1f %%";

  /** A choice with the figure that decided. */
  record Picked(String name, double figure, String text) {}

  static List<Choice> of(List<Option> options) {
    List<Option> bounded = options.stream().filter(Option::bounded).toList();
    return List.of(
        least(
            "Do all entries fit, for good?",
            "the fewest bytes",
            picked(options, Option::bytes, "%.0f B")),
        fastest("Do scans or loops pass through?", bounded, Traces.SCAN, Traces.LOOP),
        fastest("Is only the latest asked for?", bounded, Traces.RECENCY),
        least(
            "Does the collector take too much?",
            "the smallest share of the processor for a collector, bounded",
            withCollectors(bounded)),
        least(
            "Is memory short?",
            "the fewest bytes, bounded",
            picked(bounded, Option::bytes, "%.0f B")),
        least(
            "Does each nanosecond count?",
            "the cheapest hit, bounded",
            picked(bounded, Option::nanos, "%.1f ns")),
        fastest("None of these?", bounded, Traces.ZIPF));
  }

  private static Choice fastest(String asks, List<Option> bounded, String... traces) {
    List<Picked> ascending =
        bounded.stream()
            .flatMap(
                one ->
                    one.ratio(traces).stream()
                        .flatMap(ratio -> one.nanos().stream().map(hit -> timed(one, ratio, hit))))
            .sorted(Comparator.comparing(Picked::figure))
            .toList();
    return new Choice(
        asks,
        String.format(
            Locale.ROOT,
            "the least time a request on %s, where a miss takes %,.0f µs",
            String.join(" and ", traces),
            MISS / 1_000),
        within(ascending, best -> best + SAME_TIME));
  }

  private static Picked timed(Option one, double ratio, double hit) {
    return new Picked(
        one.name(), hit + (1 - ratio) * MISS, String.format(Locale.ROOT, PERCENT, 100 * ratio));
  }

  private static Choice least(String asks, String rule, List<Picked> ascending) {
    return new Choice(asks, rule, within(ascending, best -> best * (1 + SAME_SHARE)));
  }

  /** Those that are as good as the first. */
  private static List<Picked> within(List<Picked> ascending, DoubleUnaryOperator limit) {
    double most = ascending.isEmpty() ? 0 : limit.applyAsDouble(ascending.getFirst().figure());
    return ascending.stream().filter(one -> one.figure() <= most).toList();
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
      List<Option> among, Function<Option, Optional<Double>> figure, String format) {
    return among.stream()
        .flatMap(
            one ->
                figure.apply(one).stream()
                    .map(
                        value ->
                            new Picked(
                                one.name(), value, String.format(Locale.ROOT, format, value))))
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
    return String.join(", ", best.stream().map(Picked::text).toList());
  }
}
