package dev.holdfast.postgres.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The values that checks name: what a column with checks is likely to take. Pure. */
final class Literals {
  private static final Pattern LITERAL =
      Pattern.compile("'(?:[^']|'')*'|(?<![\\w.])-?\\d+(?:\\.\\d+)?");

  private Literals() {}

  /** Those in the expressions that a column of this category may have, with their neighbours. */
  static List<String> of(List<String> expressions, String category) {
    return in(expressions, category).stream().flatMap(Literals::around).toList();
  }

  /** The same without them. */
  static List<String> in(List<String> expressions, String category) {
    List<String> literals = new ArrayList<>();
    for (String expression : expressions) {
      Matcher literal = LITERAL.matcher(expression);
      while (literal.find()) {
        if (fits(literal.group(), category)) {
          literals.add(literal.group());
        }
      }
    }
    return literals.stream().distinct().toList();
  }

  /** Whether an expression is about the column, by its name as the server quotes it. */
  static boolean names(String expression, String column) {
    return Pattern.compile("(?<![\\w\"])" + Pattern.quote(column) + "(?![\\w\"])")
        .matcher(expression)
        .find();
  }

  /** A check may name other columns' literals too, which this one's type would not take. */
  private static boolean fits(String literal, String category) {
    return switch (category) {
      case "N" -> literal.matches("'?-?\\d+(\\.\\d+)?'?");
      case "D", "T" -> literal.matches("'[-+:. \\d]+'");
      default -> literal.startsWith("'");
    };
  }

  /** Where a check names a number, its neighbours may be what it means. */
  private static Stream<String> around(String literal) {
    return literal.startsWith("'")
        ? Stream.of(literal)
        : Stream.of("%s - 1", "%s", "%s + 1", "%s + 10").map(near -> near.formatted(literal));
  }
}
