package dev.holdfast.harness.site;

import dev.holdfast.harness.history.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A span of a fault on a timeline, with its label above it.
 *
 * @param real false where the fault would have been, in calm
 * @param anchor as SVG has it: on which side of its place the label lies
 * @param text of the label; empty where one further left says the same, but for its numbers
 */
public record Shade(
    double x,
    double y,
    double width,
    double height,
    boolean real,
    String title,
    double labelX,
    double labelY,
    String anchor,
    String text) {
  /** What faults of the scenario's own are said to be on, which says nothing to a reader. */
  private static final String SCENARIO = "scenario";

  private static final double LEAST_WIDTH = 1.5;
  private static final double BASELINE = 11;
  private static final int LONGEST_TEXT = 110;

  /** Labels that differ in their numbers alone: of more than this, one stands for all. */
  private static final int MOST_APART = 4;

  /**
   * The windows of an arm, from left to right; a label that would run into another one goes a row
   * down.
   */
  static List<Shade> of(
      Timeline.Track track, Scale scale, double top, double row, Redaction redaction) {
    List<Shade> shades = new ArrayList<>();
    List<Double> ends = new ArrayList<>();
    List<Window> windows =
        track.arm().windows().stream().sorted(Comparator.comparingLong(Window::from)).toList();
    List<String> labels = windows.stream().map(window -> label(windows, window)).toList();
    for (int at = 0; at < windows.size(); at++) {
      Window window = windows.get(at);
      String text = redaction.of(text(window));
      String label = labels.get(at);
      boolean said = labels.indexOf(label) < at;
      String shown = said ? "" : Band.cut(redaction.of(label) + times(labels, label), LONGEST_TEXT);
      double x = scale.x(window.from() - (double) track.zero());
      double length = shown.length() * Band.CHARACTER;
      boolean fits = x + length <= scale.right();
      double start = fits ? x : scale.right() - length;
      int place = said ? 0 : place(ends, start);
      if (!said) {
        ends.set(place, start + length);
      }
      shades.add(
          new Shade(
              x,
              top,
              Math.max(LEAST_WIDTH, scale.width(window.to() - (double) window.from())),
              0,
              window.real(),
              text + ", " + Words.duration(Duration.ofNanos(window.to() - window.from())),
              fits ? x : scale.right(),
              top + place * row + BASELINE,
              fits ? "start" : "end",
              shown));
    }
    return shades;
  }

  Shade between(double above, double below) {
    double rounded = Math.round(width * 10) / 10.0;
    return new Shade(x, above, rounded, below - above, real, title, labelX, labelY, anchor, text);
  }

  /** The first row whose last label has ended here. */
  private static int place(List<Double> ends, double start) {
    for (int row = 0; row < ends.size(); row++) {
      if (ends.get(row) + 2 * Band.CHARACTER <= start) {
        return row;
      }
    }
    ends.add(0.0);
    return ends.size() - 1;
  }

  private static String text(Window window) {
    return window.fault()
        + (window.on().isEmpty() || window.on().equals(SCENARIO) ? "" : " · " + window.on());
  }

  /** Its text; without the numbers where these are all that tells it from many others. */
  private static String label(List<Window> windows, Window window) {
    String alike = numberless(window);
    long texts =
        windows.stream()
            .filter(other -> numberless(other).equals(alike))
            .map(Shade::text)
            .distinct()
            .count();
    return texts > MOST_APART ? alike : text(window);
  }

  private static String numberless(Window window) {
    return text(window).replaceAll("\\d+", "n");
  }

  private static String times(List<String> labels, String label) {
    int same = Collections.frequency(labels, label);
    return same > 1 ? ", " + same + " times" : "";
  }
}
