package dev.holdfast.harness.site;

import dev.holdfast.harness.evidence.Json;
import dev.holdfast.harness.history.Strip;
import dev.holdfast.harness.history.Strip.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A {@link Strip} of an observation as it is drawn: a letter in every cell, so that nobody needs
 * the colour.
 *
 * @param name the observation's component, in words
 * @param cells in their order
 * @param keys what the letters mean
 * @param summary the same in a sentence, for those who do not see it
 */
public record StripView(
    String name, String label, List<Cell> cells, List<Key> keys, String summary) {
  private static final Set<String> COMPONENTS = Set.of("label", "cells", "legend");

  /** How far the numbers below the cells are apart. */
  private static final int NUMBERED = 10;

  /**
   * One outcome.
   *
   * @param number below it; empty for most
   */
  public record Cell(String letter, String style, String title, String number) {}

  /** What a letter means. */
  public record Key(String letter, String style, String text) {}

  /** Empty where the component is none, or is not such that it can be drawn. */
  static Optional<StripView> of(String name, @Nullable Object component, Redaction redaction) {
    if (!(component instanceof Map<?, ?> map) || !map.keySet().equals(COMPONENTS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(name, Json.convert(map, Strip.class), redaction));
    } catch (JacksonException _) {
      // Something else with the same names: it is shown as text.
      return Optional.empty();
    }
  }

  private static StripView of(String name, Strip strip, Redaction redaction) {
    List<Key> keys = strip.legend().stream().map(kind -> key(kind, redaction)).toList();
    List<Cell> cells = new ArrayList<>();
    List<String> runs = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < strip.cells().length(); at++) {
      String letter = strip.cells().substring(at, at + 1);
      Key key = keys.stream().filter(one -> one.letter().equals(letter)).findFirst().orElseThrow();
      cells.add(
          new Cell(
              key.letter(),
              key.style(),
              at + ": " + key.text(),
              at % NUMBERED == 0 ? String.valueOf(at) : ""));
      boolean last = at + 1 == strip.cells().length();
      if (last || strip.cells().charAt(at + 1) != strip.cells().charAt(at)) {
        runs.add((at == from ? "" : from + " to ") + at + ": " + key.text());
        from = at + 1;
      }
    }
    return new StripView(
        Words.title(name), redaction.of(strip.label()), cells, keys, String.join(". ", runs));
  }

  /** All cells in one line. */
  String letters() {
    return cells.stream().map(Cell::letter).collect(Collectors.joining());
  }

  private static Key key(Kind kind, Redaction redaction) {
    return new Key(
        kind.letter(), kind.tone().name().toLowerCase(Locale.ROOT), redaction.of(kind.says()));
  }
}
