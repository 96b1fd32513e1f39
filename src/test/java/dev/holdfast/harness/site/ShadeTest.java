package dev.holdfast.harness.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.history.Window;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShadeTest {
  private static final long MILLI = 1_000_000;

  @Test
  void manyLabelsThatDifferInTheirNumbersAreSaidOnce() {
    assertThat(labels(6)).containsExactly("cut after n bytes · the link, 6 times");
  }

  @Test
  void aFewAreSaidAsTheyAre() {
    assertThat(labels(2))
        .containsExactly("cut after 0 bytes · the link", "cut after 1 bytes · the link");
  }

  private static List<String> labels(int cuts) {
    List<Window> windows =
        IntStream.range(0, cuts)
            .mapToObj(
                n ->
                    new Window(
                        "cut after " + n + " bytes",
                        "the link",
                        n * 100 * MILLI,
                        (n * 100 + 20) * MILLI,
                        true))
            .toList();
    Timeline.Track track = Timeline.Track.of(arm(windows));
    Scale scale = Scale.over(track.from(), track.to(), Timeline.LEFT, Timeline.WIDTH);
    return Shade.of(track, scale, 0, 16, Redaction.of(Map.of(), "")).stream()
        .map(Shade::text)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private static ArmEvidence arm(List<Window> windows) {
    return new ArmEvidence(
        "blind_retry",
        Role.CONTROL,
        Condition.FAULT,
        "",
        List.of(),
        "",
        null,
        Map.of(),
        windows,
        List.of(),
        Map.of(),
        null,
        Map.of());
  }
}
