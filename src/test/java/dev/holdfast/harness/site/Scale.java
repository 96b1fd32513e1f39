package dev.holdfast.harness.site;

import java.util.ArrayList;
import java.util.List;

/**
 * Where on the drawing a moment lies, and which moments are named.
 *
 * @param from the first moment, in nanoseconds
 * @param left where it lies, in units of the drawing
 */
record Scale(double from, double to, double left, double right) {
  private static final int MOST_TICKS = 8;
  private static final double NANOS_PER_MILLI = 1e6;

  /** From here on seconds read better. */
  private static final double LONG = 2e9;

  /** A scale over these moments, with a little room on both sides. */
  static Scale over(double from, double to, double left, double right) {
    double room = Math.max((to - from) * 0.02, NANOS_PER_MILLI / 2);
    return new Scale(from - room, to + room, left, right);
  }

  double x(double nanos) {
    double x = left + (nanos - from) / (to - from) * (right - left);
    return Math.round(x * 10) / 10.0;
  }

  double width(double nanos) {
    return nanos / (to - from) * (right - left);
  }

  /** How long what is this wide lasts. */
  double nanos(double width) {
    return width / (right - left) * (to - from);
  }

  /** Round moments, at most eight of them. */
  List<Timeline.Tick> ticks() {
    double step = step((to - from) / MOST_TICKS);
    List<Timeline.Tick> ticks = new ArrayList<>();
    for (double at = Math.ceil(from / step) * step; at <= to; at += step) {
      ticks.add(new Timeline.Tick(x(at), text(at)));
    }
    return ticks;
  }

  private String text(double at) {
    boolean inSeconds = to - from >= LONG;
    double value = Math.round(at / (inSeconds ? 1e9 : NANOS_PER_MILLI) * 100) / 100.0;
    String number =
        value == Math.rint(value) ? Words.format("%,d", (long) value) : String.valueOf(value);
    return number.replace('-', '−') + (inSeconds ? " s" : " ms");
  }

  /** 1, 2 or 5 times a power of ten, and no less than this. */
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
