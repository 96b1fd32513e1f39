package dev.holdfast.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which claims are to run: a selector is a chapter, a topic, a claim's id, or the beginning of one;
 * none means all.
 *
 * @param selectors as given, without blanks
 */
record Selection(List<String> selectors) {
  private static final int NEAREST = 3;

  /**
   * @param text selectors separated by commas or white space
   */
  static Selection parse(String text) {
    return new Selection(
        Arrays.stream(text.split("[,\\s]+", -1)).filter(selector -> !selector.isBlank()).toList());
  }

  boolean matches(String id) {
    return selectors.isEmpty() || selectors.stream().anyMatch(selector -> matches(selector, id));
  }

  /** One line for each selector that matches nothing, with the nearest ids. */
  List<String> unknown(Collection<String> ids) {
    List<String> lines = new ArrayList<>();
    for (String selector : selectors) {
      if (ids.stream().noneMatch(id -> matches(selector, id))) {
        List<String> nearest =
            ids.stream()
                .sorted(
                    Comparator.comparingInt((String id) -> distance(selector, id))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(NEAREST)
                .toList();
        lines.add(
            "no claim matches '" + selector + "'; the nearest: " + String.join(", ", nearest));
      }
    }
    return lines;
  }

  /** The class name alone is a selector too: it is what people remember. */
  private static boolean matches(String selector, String id) {
    return id.startsWith(selector) || id.substring(id.lastIndexOf('.') + 1).equals(selector);
  }

  /**
   * The least edit distance from the selector to the id, or to any part of it that begins after a
   * dot.
   */
  private static int distance(String selector, String id) {
    int least = Integer.MAX_VALUE;
    for (int from = 0; from >= 0; from = next(id, from)) {
      String part = id.substring(from);
      least =
          Math.min(
              least,
              levenshtein(selector, part.substring(0, Math.min(part.length(), selector.length()))));
    }
    return least;
  }

  private static int next(String id, int from) {
    int dot = id.indexOf('.', from);
    return dot < 0 ? -1 : dot + 1;
  }

  private static int levenshtein(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int substituted = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
