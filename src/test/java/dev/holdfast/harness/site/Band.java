package dev.holdfast.harness.site;

import dev.holdfast.harness.history.Operation;
import dev.holdfast.harness.history.Operation.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One arm on a timeline: its heading, its faults as shades, its operations as bars.
 *
 * @param counts how many operations were told what
 */
public record Band(
    String label,
    String candidate,
    String counts,
    double top,
    double height,
    List<Shade> shades,
    List<Name> names,
    List<Bar> bars) {
  private static final int HEADING = 24;
  private static final int LABEL_ROW = 16;
  private static final double LEAST_ROW = 1.5;
  private static final double MOST_ROW = 13;

  /** A lane of so few rows is never drawn thin, whatever the others need. */
  private static final int ROOMY = 2;

  private static final double LANE_GAP = 3;

  /** What the rows of a band may take together; more of them are thinner. */
  private static final double ROWS = 200;

  private static final double LEAST_BAR = 2;
  static final double CHARACTER = 6.3;
  private static final int LONGEST_NAME = 14;

  /** What a lane holds, beside it. */
  public record Name(double y, String text, String full) {}

  /** An operation: {@code told} is its style, {@code text} is inside it where there is room. */
  public record Bar(
      double x, double y, double width, double height, String told, String text, String title) {}

  static Band of(Timeline.Track track, Scale scale, double top, Redaction redaction) {
    List<Shade> labelled = Shade.of(track, scale, top + HEADING, LABEL_ROW, redaction);
    long labelRows = labelled.stream().map(Shade::labelY).distinct().count();
    double lanesTop = top + HEADING + labelRows * LABEL_ROW;
    Lanes lanes = Lanes.of(track.arm().operations(), scale.nanos(LEAST_BAR));
    double crowded = Math.clamp(ROWS / Math.max(1, lanes.rows()), LEAST_ROW, MOST_ROW);
    List<Name> names = new ArrayList<>();
    List<Bar> bars = new ArrayList<>();
    double y = lanesTop + 4;
    for (Lanes.Lane lane : lanes.lanes()) {
      double row = lane.rows().size() <= ROOMY ? MOST_ROW : crowded;
      double height = Math.max(MOST_ROW, lane.rows().size() * row);
      String name =
          redaction.of(lane.oneProcess() ? lane.name() : lane.operations() + " × " + lane.name());
      names.add(new Name(y + height / 2 + 3.5, cut(name, LONGEST_NAME), name));
      double rowTop = y + (height - lane.rows().size() * row) / 2;
      for (List<Operation> operations : lane.rows()) {
        for (Operation operation : operations) {
          bars.add(bar(operation, track.zero(), scale, rowTop, row, lane.oneProcess(), redaction));
        }
        rowTop += row;
      }
      y += height + LANE_GAP;
    }
    double bottom = Math.max(y, lanesTop + 4 + MOST_ROW + LANE_GAP) + 4; // one lane at least
    List<Shade> shades = labelled.stream().map(shade -> shade.between(lanesTop, bottom)).toList();
    return new Band(
        Words.role(track.arm().role()),
        Words.spaced(track.arm().candidate()),
        counts(track.arm().operations()),
        top,
        bottom - top,
        shades,
        names,
        bars);
  }

  /** In a sentence or two, for those who do not see it. */
  public String description() {
    String faults =
        shades.stream()
            .filter(shade -> !shade.text().isEmpty())
            .map(Shade::title)
            .collect(Collectors.joining("; "));
    return "%s, %s: %s.%s"
        .formatted(
            Words.title(label),
            candidate,
            counts,
            faults.isEmpty() ? "" : " Faults: " + faults + ".");
  }

  private static Bar bar(
      Operation operation,
      long zero,
      Scale scale,
      double y,
      double row,
      boolean oneProcess,
      Redaction redaction) {
    double x = scale.x(operation.invoked() - (double) zero);
    double width =
        Math.max(LEAST_BAR, scale.width(operation.ended() - (double) operation.invoked()));
    String told = operation.told().name().toLowerCase(Locale.ROOT);
    String value = operation.value() == null ? "" : ", " + redaction.of(operation.value());
    boolean room =
        oneProcess && row >= MOST_ROW && operation.action().length() * CHARACTER + 6 < width;
    return new Bar(
        x,
        round(y),
        round(width),
        round(row > 3 ? row - 1 : row - 0.3),
        told,
        room ? redaction.of(operation.action()) : "",
        redaction.of(operation.process() + ", " + operation.action())
            + "%s: %s after %s"
                .formatted(
                    value,
                    told,
                    Words.duration(Duration.ofNanos(operation.ended() - operation.invoked()))));
  }

  private static String counts(List<Operation> operations) {
    if (operations.isEmpty()) {
      return "no operations recorded";
    }
    return Arrays.stream(Told.values())
        .filter(told -> count(operations, told) > 0)
        .map(
            told ->
                Words.format(
                    "%,d %s", count(operations, told), told.name().toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining(", "));
  }

  private static long count(List<Operation> operations, Told told) {
    return operations.stream().filter(operation -> operation.told() == told).count();
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1).strip() + "…";
  }

  private static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
