package dev.holdfast.harness.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.harness.history.Strip;
import dev.holdfast.harness.history.Strip.Kind;
import dev.holdfast.harness.history.Strip.Tone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StripViewTest {
  private static final Kind DONE = new Kind("Y", Tone.GOOD, "done");
  private static final Kind TWICE = new Kind("D", Tone.BAD, "done twice");

  private final Redaction redaction = Redaction.of(Map.of(), "");

  @Test
  void cellsOfOneKindAreOneRunOfTheSentence() {
    StripView view = view("YYDY");
    assertThat(view.summary()).isEqualTo("0 to 1: done. 2: done twice. 3: done");
    assertThat(view.letters()).isEqualTo("YYDY");
    assertThat(view.cells().get(2)).isEqualTo(new StripView.Cell("D", "bad", "2: done twice", ""));
  }

  @Test
  void everyTenthCellHasItsNumber() {
    assertThat(view("Y".repeat(21)).cells())
        .extracting(StripView.Cell::number)
        .filteredOn(number -> !number.isEmpty())
        .containsExactly("0", "10", "20");
  }

  @Test
  void whatIsNoStripIsLeftToBeShownAsText() {
    assertThat(StripView.of("note", "YYD", redaction)).isEmpty();
    assertThat(StripView.of("node", Map.of("label", 1, "cells", "YYD"), redaction)).isEmpty();
    Map<String, Object> unknownLetter = Map.of("label", "x", "cells", "Z", "legend", List.of());
    assertThat(StripView.of("cuts", unknownLetter, redaction)).isEmpty();
    assertThat(Observed.fields(Map.of("cuts", unknownLetter), redaction)).hasSize(1);
  }

  @Test
  void aStripKnowsItsLettersAndKeepsThoseThatOccur() {
    assertThat(new Strip("cuts", "YY", List.of(DONE, TWICE)).legend()).containsExactly(DONE);
    assertThatThrownBy(() -> new Strip("cuts", "YN", List.of(DONE, TWICE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cuts: the legend (Y) does not know N");
  }

  private StripView view(String cells) {
    Map<String, Object> read =
        Map.of(
            "label",
            "bytes",
            "cells",
            cells,
            "legend",
            List.of(
                Map.of("letter", "Y", "tone", "GOOD", "says", "done"),
                Map.of("letter", "D", "tone", "BAD", "says", "done twice")));
    return StripView.of("cuts", read, redaction).orElseThrow();
  }
}
