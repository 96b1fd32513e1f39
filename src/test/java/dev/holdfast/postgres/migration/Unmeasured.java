package dev.holdfast.postgres.migration;

import java.util.List;
import java.util.stream.Stream;

/**
 * What linters warn of and no server can show.
 *
 * @param why it cannot be measured
 */
public record Unmeasured(String what, String why, List<Citation> rules) {
  /** All of them, in the order of the file: {@code what | why | rule | rule}. */
  static List<Unmeasured> all() {
    return OperationFiles.text("unmeasured.txt")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Unmeasured::read)
        .toList();
  }

  /**
   * @throws IllegalArgumentException where a part is missing, with the line
   */
  static Unmeasured read(String line) {
    List<String> parts = List.of(line.split(" \\| ", -1));
    if (parts.size() < 3) {
      throw new IllegalArgumentException(
          "unmeasured.txt: a line is 'what | why | linter rule', not: " + line);
    }
    return new Unmeasured(
        parts.get(0),
        parts.get(1),
        Stream.of(line.split(" \\| ", -1))
            .skip(2)
            .map(OperationText::rule)
            .map(Citation::of)
            .toList());
  }
}
