package dev.holdfast.harness.site;

import dev.holdfast.harness.history.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A span of a fault on a timeline, with its label above it.
 *
 * @param real false where the fault would have been, in calm
 * @param anchor as SVG has it: on which side of its place the label lies
 * @param text of the label; empty where one further left says the same
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
    for (Window window : windows) {
      String text = redaction.of(text(window));
      boolean said = shades.stream().anyMatch(before -> before.title().startsWith(text + ","));
      String shown = said ? "" : Band.cut(text + times(windows, window), LONGEST_TEXT);
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

  private static String times(List<Window> windows, Window window) {
    long same = windows.stream().filter(other -> text(other).equals(text(window))).count();
    return same > 1 ? ", " + same + " times" : "";
  }
}
