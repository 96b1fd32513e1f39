package dev.holdfast.postgres.migration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lines of a file that are for psql, which neither Flyway nor the server knows. */
final class PsqlLines {
  private static final Pattern OF_A_DUMP = Pattern.compile("^\\\\(un)?restrict\\b.*");
  private static final Pattern OF_PSQL = Pattern.compile("^\\\\[a-z!?]+.*");

  private PsqlLines() {}

  /** The text without those that {@code pg_dump} writes, each with a note; others are refused. */
  static String leftOut(Path name, String text, List<String> notes) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int i = 0; i < lines.size(); i++) {
      if (OF_A_DUMP.matcher(lines.get(i)).matches()) {
        notes.add(
            "%s:%d: %s left out, it is for psql alone".formatted(name, i + 1, word(lines.get(i))));
        lines.set(i, "");
      } else if (OF_PSQL.matcher(lines.get(i)).matches()) {
        throw new MigrationCheckException(
            "%s:%d: %s is a command of psql; Flyway and the server know SQL only"
                .formatted(name, i + 1, word(lines.get(i))));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static String word(String line) {
    return line.split("\\s", 2)[0];
  }
}
