package dev.holdfast.harness.history;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A row of small outcomes in their order, one letter a cell: what came of a cut after each byte. As
 * a component of an observation it is drawn on the page.
 *
 * @param label what a step along it means
 * @param cells one letter each, so that a judge can match them against a pattern
 * @param legend what the letters mean; those that occur
 */
public record Strip(String label, String cells, List<Kind> legend) {

  /** What a letter means, and whether that is well. */
  public record Kind(String letter, Tone tone, String says) {}

  /** How a cell looks. */
  public enum Tone {
    GOOD,
    BAD,
    /** Neither: not known, or not done. */
    OPEN
  }

  public Strip {
    legend = legend.stream().filter(kind -> cells.contains(kind.letter())).toList();
    String letters = legend.stream().map(Kind::letter).collect(Collectors.joining());
    cells
        .chars()
        .filter(letter -> letters.indexOf(letter) < 0)
        .findFirst()
        .ifPresent(
            letter -> {
              throw new IllegalArgumentException(
                  "%s: the legend (%s) does not know %c".formatted(label, letters, letter));
            });
  }
}
