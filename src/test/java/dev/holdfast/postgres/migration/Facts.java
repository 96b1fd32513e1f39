package dev.holdfast.postgres.migration;

import java.util.ArrayList;
import java.util.List;

/** What a statement did, in the words of the files of {@link Operation}. */
final class Facts {
  private Facts() {}

  /** A line for each relation; locks that keep nobody waiting and did no work are left out. */
  static List<String> of(StatementTrace trace) {
    return trace.relations().stream()
        .filter(
            relation ->
                relation.held().compareTo(LockMode.ROW_SHARE) > 0
                    || relation.created()
                    || relation.growsWithTheTable())
        .map(relation -> relation.name() + ": " + String.join(", ", words(relation)))
        .toList();
  }

  private static List<String> words(RelationTrace relation) {
    List<String> words = new ArrayList<>();
    add(words, relation.created(), "created");
    boolean locked = relation.lock() != LockMode.NONE && !relation.created();
    add(words, locked, relation.lock().words());
    add(words, relation.carried() != LockMode.NONE, "carried " + relation.carried().words());
    add(words, relation.dropped(), "dropped");
    add(words, relation.emptied(), "emptied");
    add(words, relation.rewritten(), "rewritten");
    add(words, relation.tuplesScanned() > 0 && !relation.rewritten(), "scanned");
    add(words, relation.rowsChanged() > 0, relation.rowsChanged() + " rows changed");
    if (!relation.rewritten()) {
      relation.indexesBuilt().forEach(index -> words.add("builds " + index));
    }
    return words;
  }

  private static void add(List<String> words, boolean is, String word) {
    if (is) {
      words.add(word);
    }
  }
}
