package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.CatalogueSnapshot.Relation;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one statement did, as the server did it.
 *
 * @param inTransaction whether it ran in a transaction block; outside of one it takes several
 *     transactions, and no lock is kept from one statement to the next
 * @param relations that it locked, read or changed
 * @param messages of the server on the way, as many as {@code client_min_messages} lets through
 */
public record StatementTrace(
    String sql, boolean inTransaction, List<RelationTrace> relations, List<String> messages) {

  public StatementTrace {
    relations = List.copyOf(relations);
    messages = List.copyOf(messages);
  }

  /** What it did to the relation of that name, if anything. */
  public Optional<RelationTrace> of(String relation) {
    return relations.stream().filter(trace -> trace.name().equals(relation)).findFirst();
  }

  /** The difference between two snapshots, told of tables; of indexes within their table. */
  static List<RelationTrace> between(
      CatalogueSnapshot before, CatalogueSnapshot after, Locks carried, Locks taken) {
    Map<Long, Relation> all = new LinkedHashMap<>(after.relations());
    before.relations().forEach(all::putIfAbsent);
    return all.values().stream()
        .filter(relation -> !relation.isIndex())
        .map(
            now -> {
              Relation then = before.relations().getOrDefault(now.oid(), now.unborn());
              boolean created = !before.relations().containsKey(now.oid());
              boolean replaced = now.file() != then.file() && !created;
              boolean emptied = replaced && now.size() == 0 && then.size() > 0;
              return new RelationTrace(
                  then.name(),
                  created,
                  !after.relations().containsKey(now.oid()),
                  taken.on(now, created ? after : before),
                  carried.on(now, before),
                  replaced && !emptied,
                  emptied,
                  now.scanned() - then.scanned(),
                  now.changed() - then.changed(),
                  created || emptied ? List.of() : built(now.oid(), before, after));
            })
        .filter(RelationTrace::isWorthTelling)
        .sorted(Comparator.comparing(RelationTrace::name))
        .toList();
  }

  /**
   * The indexes of a table that are in a file which was nobody's before: a new one that took over
   * the file of an old one was not built.
   */
  private static List<String> built(long table, CatalogueSnapshot before, CatalogueSnapshot after) {
    Set<Long> files =
        before.relations().values().stream().map(Relation::file).collect(Collectors.toSet());
    return after.relations().values().stream()
        .filter(index -> index.isIndex() && index.owner() == table && index.file() != 0)
        .filter(index -> !files.contains(index.file()))
        .map(Relation::name)
        .toList();
  }

  /** Locks by relation. */
  record Locks(Map<Long, Set<LockMode>> modes) {
    /** The strongest on a relation or on those of its indexes that the snapshot knows. */
    private LockMode on(Relation relation, CatalogueSnapshot known) {
      LockMode strongest = LockMode.NONE;
      for (Relation one : known.relations().values()) {
        if (one.owner() == relation.oid()) {
          for (LockMode mode : modes.getOrDefault(one.oid(), Set.of())) {
            strongest = strongest.or(mode);
          }
        }
      }
      return strongest;
    }

    /** Whether there is one on it. */
    boolean any(long relation) {
      return !modes.getOrDefault(relation, Set.of()).isEmpty();
    }

    /** Those that were not there before. */
    Locks without(Locks before) {
      Map<Long, Set<LockMode>> rest = new HashMap<>();
      modes.forEach(
          (relation, held) -> {
            Set<LockMode> fresh = EnumSet.noneOf(LockMode.class);
            fresh.addAll(held);
            fresh.removeAll(before.modes.getOrDefault(relation, Set.of()));
            rest.put(relation, fresh);
          });
      return new Locks(rest);
    }
  }
}
