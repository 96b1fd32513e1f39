package dev.holdfast.harness.site;

import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.history.Operation;
import dev.holdfast.harness.history.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The arms of one condition on one axis, one band an arm, as shapes to be drawn. Arms are aligned
 * on the start of their first fault, so that what follows from it stands one below the other.
 *
 * @param id tells it from the other drawings of its page
 * @param description what it shows, for those who do not see it
 * @param axis what the axis counts from
 */
public record Timeline(
    String id,
    String title,
    String description,
    int width,
    double height,
    List<Band> bands,
    List<Tick> ticks,
    String axis) {
  /** A named moment. */
  public record Tick(double x, String text) {}

  static final int WIDTH = 960;
  static final int LEFT = 104;
  private static final int RIGHT = 12;
  private static final int AXIS_HEIGHT = 34;
  private static final int BAND_GAP = 14;

  /** One arm's operations and windows in nanoseconds since its own zero. */
  record Track(ArmEvidence arm, long zero) {
    static Track of(ArmEvidence arm) {
      long zero =
          arm.windows().stream()
              .mapToLong(Window::from)
              .min()
              .orElseGet(
                  () -> arm.operations().stream().mapToLong(Operation::invoked).min().orElse(0));
      return new Track(arm, zero);
    }

    double from() {
      long operation = arm.operations().stream().mapToLong(Operation::invoked).min().orElse(zero);
      return Math.min(operation, zero) - (double) zero;
    }

    double to() {
      long operation = arm.operations().stream().mapToLong(Operation::ended).max().orElse(zero);
      return arm.windows().stream().mapToLong(Window::to).reduce(operation, Math::max)
          - (double) zero;
    }
  }

  /** Empty where no arm recorded anything. */
  static Optional<Timeline> of(String id, List<ArmEvidence> arms, Redaction redaction) {
    List<Track> tracks =
        arms.stream()
            .filter(arm -> !arm.operations().isEmpty() || !arm.windows().isEmpty())
            .map(Track::of)
            .toList();
    if (tracks.isEmpty()) {
      return Optional.empty();
    }
    double from = tracks.stream().mapToDouble(Track::from).min().orElse(0);
    double to = tracks.stream().mapToDouble(Track::to).max().orElse(0);
    Scale scale = Scale.over(from, to, LEFT, WIDTH - RIGHT);
    List<Band> bands = new ArrayList<>();
    double top = 0;
    for (Track track : tracks) {
      Band band = Band.of(track, scale, top, redaction);
      bands.add(band);
      top += band.height() + BAND_GAP;
    }
    boolean windows = tracks.stream().anyMatch(track -> !track.arm().windows().isEmpty());
    return Optional.of(
        new Timeline(
            id,
            "Timeline: " + bands.stream().map(Band::label).collect(Collectors.joining(", then ")),
            bands.stream().map(Band::description).collect(Collectors.joining(" ")),
            WIDTH,
            top + AXIS_HEIGHT,
            bands,
            scale.ticks(),
            windows ? axis(tracks) : "since the first operation"));
  }

  /** Whether some operation was told this: {@code ok}. */
  public boolean has(String told) {
    return bands.stream()
        .flatMap(band -> band.bars().stream())
        .anyMatch(bar -> bar.told().equals(told));
  }

  /** What a shade means; empty where there is none. */
  public String faultKey() {
    if (bands.stream().allMatch(band -> band.shades().isEmpty())) {
      return "";
    }
    return real() ? "the fault" : "where the fault would have been";
  }

  /** Whether a fault took place. */
  public boolean real() {
    return bands.stream().flatMap(band -> band.shades().stream()).anyMatch(Shade::real);
  }

  /** Where the ticks stand. */
  public double axisY() {
    return height - AXIS_HEIGHT;
  }

  private static String axis(List<Track> tracks) {
    boolean real =
        tracks.stream().flatMap(track -> track.arm().windows().stream()).anyMatch(Window::real);
    return real ? "since the fault began" : "since the fault would have begun";
  }
}
