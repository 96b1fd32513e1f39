package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.Operation.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** How other sessions found the tables locked, in words, and held against what is written down. */
final class Witnessed {
  private static final String CREATED = "created";

  private Witnessed() {}

  /** {@code orders: ACCESS EXCLUSIVE}, a line a table; those that are not locked are left out. */
  static List<String> lines(Map<String, String> held) {
    return held.entrySet().stream()
        .filter(table -> !table.getValue().equals(LockMode.NONE.words()))
        .map(table -> table.getKey() + ": " + table.getValue())
        .toList();
  }

  /** Both answers, where they are not the same. Locks that keep nobody waiting may go unsaid. */
  static List<String> differences(Step step, List<String> seen) {
    if (!step.facts().isEmpty() && step.facts().getFirst().startsWith("fails ")) {
      return seen.equals(step.facts())
          ? List.of()
          : List.of("%s: seen %s, known %s".formatted(step.sql(), seen, step.facts()));
    }
    Map<String, String> known = new LinkedHashMap<>();
    step.facts().forEach(fact -> known.put(table(fact), lock(fact)));
    Map<String, String> held = new LinkedHashMap<>();
    seen.forEach(line -> held.put(table(line), lock(line)));
    TreeSet<String> tables = new TreeSet<>(known.keySet());
    tables.addAll(held.keySet());
    List<String> differences = new ArrayList<>();
    for (String table : tables) {
      String one = known.getOrDefault(table, "");
      String other = held.getOrDefault(table, "");
      boolean unsaid = one.isEmpty() && isWeak(other);
      if (!unsaid && !one.equals(other)) {
        differences.add(
            "%s: %s: others found %s, known %s"
                .formatted(step.sql(), table, other.isEmpty() ? "no lock" : other, one));
      }
    }
    return differences;
  }

  private static boolean isWeak(String lock) {
    return !lock.equals(CREATED)
        && LockMode.valueOf(lock.replace(' ', '_')).compareTo(LockMode.ROW_SHARE) <= 0;
  }

  private static String table(String line) {
    return line.split(": ", 2)[0];
  }

  /** The strongest lock that is in such a line, carried or not; or that the table is new. */
  static String lock(String line) {
    LockMode strongest = LockMode.NONE;
    for (String word : line.split(": ", 2)[1].split(", ", -1)) {
      if (word.equals(CREATED)) {
        return CREATED;
      }
      for (LockMode mode : LockMode.values()) {
        if (word.replaceFirst("^carried ", "").equals(mode.words())) {
          strongest = strongest.or(mode);
        }
      }
    }
    return strongest == LockMode.NONE ? "" : strongest.words();
  }
}
