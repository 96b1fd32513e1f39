package dev.holdfast.harness.site;

import dev.holdfast.harness.bench.Figures;
import dev.holdfast.harness.bench.Figures.Measured;
import dev.holdfast.harness.bench.Ratio;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the production code costs beside the bare way, as it is shown: one comparison. */
public record CostView(Figures figures, List<Row> rows) {
  private static final double MICROSECOND = 1_000; // nanoseconds
  private static final double MILLISECOND = 1_000_000;

  /** One way; the baseline is the first. */
  public record Row(Measured way, Measured baseline) {
    public boolean isBaseline() {
      return way.equals(baseline);
    }

    public String time() {
      return CostView.time(way.time());
    }

    public String ratio() {
      return isBaseline() ? "1" : CostView.ratio(compared().value());
    }

    public String interval() {
      return isBaseline()
          ? "–"
          : "%s to %s"
              .formatted(CostView.ratio(compared().low()), CostView.ratio(compared().high()));
    }

    public String asked() {
      Double atMost = way.atMost();
      return atMost == null ? "–" : "≤ " + CostView.ratio(atMost);
    }

    public String bytes() {
      return Words.format("%,.0f", way.bytes());
    }

    public String roundTrips() {
      Double trips = way.roundTrips();
      return trips == null ? "–" : Words.format(trips == Math.rint(trips) ? "%.0f" : "%.1f", trips);
    }

    public String style() {
      return isBaseline()
          ? "none"
          : switch (way.standing(baseline)) {
            case WITHIN -> "kept";
            case OVER -> "broke";
            case OPEN -> "unclear";
            case NOT_ASKED -> "none";
          };
    }

    /** What the figures come to, for somebody who reads nothing else. */
    public String sentence() {
      Ratio ratio = compared();
      String asked = way.atMost() == null ? "" : CostView.ratio(way.atMost());
      return "%s takes %s times as long as %s (95 %% confidence: %s)%s%s."
          .formatted(
              Words.capital(way.says()),
              CostView.ratio(ratio.value()),
              baseline.says(),
              interval(),
              way.sameTrips(baseline)
                  ? ""
                  : ", with %s round trips instead of %s"
                      .formatted(roundTrips(), new Row(baseline, baseline).roundTrips()),
              switch (way.standing(baseline)) {
                case WITHIN -> "; at most " + asked + " is asked, and kept";
                case OVER -> "; that is over the " + asked + " that is asked";
                case OPEN -> "; whether it keeps the " + asked + " that is asked, cannot be said";
                case NOT_ASKED -> "";
              });
    }

    private Ratio compared() {
      return way.ratio(baseline);
    }
  }

  public static CostView of(Figures figures) {
    return new CostView(
        figures, figures.ways().stream().map(way -> new Row(way, figures.baseline())).toList());
  }

  public List<String> sentences() {
    return rows.stream().filter(row -> !row.isBaseline()).map(Row::sentence).toList();
  }

  /** Those that are not as asked, or cannot be said to be. */
  public List<Row> notWithin() {
    return rows.stream().filter(row -> figures.notWithin().contains(row.way())).toList();
  }

  /** On what, as far as it matters most: by names of facts that may be missing. */
  public String machine() {
    return Stream.of("processor", "processors", "JDK", "load average before, after")
        .filter(figures.facts()::containsKey)
        .map(name -> "%s %s".formatted(name, figures.facts().get(name)))
        .collect(Collectors.joining("; "));
  }

  /** Where the comparison stands on its page. */
  public String anchor() {
    return figures.id().substring(figures.id().lastIndexOf('.') + 1);
  }

  /** With three figures, in the unit that fits. */
  static String time(double nanos) {
    if (nanos < MICROSECOND) {
      return Words.format("%.3g ns", nanos);
    }
    return nanos < MILLISECOND
        ? Words.format("%.3g µs", nanos / MICROSECOND)
        : Words.format("%.3g ms", nanos / MILLISECOND);
  }

  private static String ratio(double ratio) {
    return Words.format("%.2f", ratio);
  }
}
