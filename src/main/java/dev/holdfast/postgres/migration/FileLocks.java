package dev.holdfast.postgres.migration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which statement of a file took the locks that the later ones hold too. Not thread-safe. */
final class FileLocks {
  private final Set<String> madeHere = new HashSet<>();
  private final Map<String, Integer> since = new HashMap<>();

  /**
   * What the statement in that line did to a relation.
   *
   * @param rows of all relations before it
   * @param views those of them that are materialized views
   */
  MigratedStatement.Touched touched(
      RelationTrace trace, int line, Map<String, Long> rows, Set<String> views) {
    if (trace.created()) {
      madeHere.add(trace.name());
    }
    if (trace.lock().compareTo(trace.carried()) > 0) {
      since.put(trace.name(), line);
    }
    return new MigratedStatement.Touched(
        trace,
        !madeHere.contains(trace.name()),
        views.contains(trace.name()),
        rows.getOrDefault(trace.name(), 0L),
        since.getOrDefault(trace.name(), line));
  }

  /** The transaction is over. */
  void clear() {
    since.clear();
  }
}
