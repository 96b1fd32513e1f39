package dev.holdfast.caching.inmemory;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A plot of bars from zero on, one below the other, as shapes to be drawn.
 *
 * @param id tells it from the other drawings of its page
 */
public record Bars(String id, String title, String says, List<Bar> bars) {
  private static final int LABEL = 170;
  private static final int LONGEST = 210;
  private static final int ROW = 22;

  /** What is drawn beside the libraries, to compare them with. */
  static final String REFERENCE = "reference";

  static final String LIBRARY = "library";
  static final String OTHER = "other";

  /** A figure, and how it reads. */
  record Figure(String label, double value, String text, String style) {
    static Figure of(String label, double value, String format, String style) {
      return new Figure(label, value, String.format(Locale.ROOT, format, value), style);
    }
  }

  /** The same, drawn. */
  public record Bar(String label, String text, String style, int y, double width) {
    public double end() {
      return LABEL + width + 6;
    }
  }

  /**
   * @param most the figure whose bar is the longest; 0: the highest of these
   */
  static Bars of(String id, String title, String says, double most, List<Figure> figures) {
    double longest = most > 0 ? most : figures.stream().mapToDouble(Figure::value).max().orElse(1);
    return new Bars(
        id,
        title,
        says,
        IntStream.range(0, figures.size())
            .mapToObj(
                i -> {
                  Figure one = figures.get(i);
                  double width = Math.round(one.value() / longest * LONGEST * 10) / 10.0;
                  return new Bar(one.label(), one.text(), one.style(), i * ROW, width);
                })
            .toList());
  }

  public int left() {
    return LABEL;
  }

  public int width() {
    return LABEL + LONGEST + 70;
  }

  public int height() {
    return bars.size() * ROW;
  }

  /** For those who do not see it. */
  public String description() {
    return bars.stream()
        .map(bar -> bar.label() + " " + bar.text())
        .collect(Collectors.joining("; ", "", "."));
  }
}
