package dev.holdfast.harness.site;

import dev.holdfast.harness.Verdict;

/**
 * A verdict as it is shown: a sign and a word, so that nobody needs the colour, and what it means.
 *
 * @param style the name of its style
 */
public record Mark(String sign, String word, String style, String meaning) {

  static Mark of(Verdict verdict) {
    return switch (verdict) {
      case PROVEN ->
          new Mark(
              "✓",
              "Proven",
              "proven",
              "The promise was kept, and naive code broke it under the fault alone.");
      case REFUTED ->
          new Mark("✗", "Refuted", "unproven", "The production code did not keep its promise.");
      case VACUOUS ->
          new Mark(
              "∅",
              "Vacuous",
              "unproven",
              "The experiment cannot tell good code from bad, so it shows nothing.");
      case MISATTRIBUTED ->
          new Mark(
              "≠",
              "Misattributed",
              "unproven",
              "Naive code breaks without the fault too: something else breaks it.");
      case INCONCLUSIVE ->
          new Mark(
              "?",
              "Inconclusive",
              "unproven",
              "The experiment did not get far enough to show anything.");
    };
  }
}
