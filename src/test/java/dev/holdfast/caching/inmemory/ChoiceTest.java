package dev.holdfast.caching.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Does the decision chart follow from the figures, whatever they are? */
class ChoiceTest {
  private static final int FIT = 0;
  private static final int SCANS = 1;
  private static final int LATEST = 2;
  private static final int COLLECTOR = 3;
  private static final int MEMORY = 4;
  private static final int TIME = 5;
  private static final int ELSE = 6;

  private static final Option MAP =
      new Option("map", false, Map.of(), Optional.of(5.0), Optional.of(40.0), Map.of());
  private static final Option FIRST = option("first", 20, 80, 0.5, 0.6, 0.7, 0.2);
  private static final Option SECOND = option("second", 30, 100, 0.4, 0.5, 0.8, 0.3);

  @Test
  void each_edge_leads_to_the_best_by_its_figure() {
    List<Choice> choices = Choice.of(List.of(MAP, SECOND, FIRST));
    assertThat(choices)
        .extracting(Choice::answer)
        .containsExactly("map", "first", "second", "first with G1", "first", "first", "first");
    assertThat(choices.get(SCANS).why()).isEqualTo("60.0 %");
  }

  @Test
  void other_figures_lead_elsewhere() {
    Option heavy =
        new Option("map", false, Map.of(), Optional.of(5.0), Optional.of(400.0), Map.of());
    Option better = option("second", 15, 60, 0.9, 0.9, 0.6, 0.1);
    assertThat(Choice.of(List.of(heavy, FIRST, better)))
        .extracting(Choice::answer)
        .containsExactly(
            "second", "second", "first", "second with G1", "second", "second", "second");
  }

  @Test
  void what_keeps_more_is_chosen_unless_its_hits_take_longer_than_it_saves() {
    double saved = 0.3 * Choice.MISS; // by three in ten requests more that hit
    for (double hit : new double[] {saved / 2, saved * 2}) {
      Option slow = option("slow", hit, 100, 0.9, 0.9, 0.9, 0.9);
      Choice scans = Choice.of(List.of(MAP, FIRST, slow)).get(SCANS);
      assertThat(scans.answer()).isEqualTo(hit < saved ? "slow" : "first");
    }
  }

  @Test
  void what_is_as_good_is_named_too() {
    Option near = option("near", 21, 86, 0.495, 0.595, 0.695, 0.21);
    Option far = option("far", 23, 90, 0.48, 0.58, 0.68, 0.23);
    List<Choice> choices = Choice.of(List.of(FIRST, near, far));
    for (int edge : new int[] {SCANS, LATEST, MEMORY, TIME, ELSE}) {
      assertThat(choices.get(edge).answer()).isEqualTo("first, near");
    }
  }

  @Test
  void what_was_not_measured_is_not_chosen() {
    assertThat(Choice.of(List.of(MAP)).get(COLLECTOR).answer()).isEqualTo("not measured");
    assertThat(Choice.of(List.of()).get(FIT).answer()).isEqualTo("not measured");
  }

  private static Option option(
      String name, double nanos, double bytes, double zipf, double scan, double latest, double gc) {
    return new Option(
        name,
        true,
        Map.of(Traces.ZIPF, zipf, Traces.SCAN, scan, Traces.LOOP, scan, Traces.RECENCY, latest),
        Optional.of(nanos),
        Optional.of(bytes),
        Map.of("G1", gc));
  }
}
