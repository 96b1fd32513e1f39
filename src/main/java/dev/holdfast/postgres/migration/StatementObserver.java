package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.Relations.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns what a session saw before and after a statement into what the statement did. Knows which
 * relations were there before the file, and which statement took a lock that is still held. Not
 * thread-safe; one a file.
 */
final class StatementObserver {
  private final Set<Long> existing;
  private final Map<Long, Integer> lockedSince = new HashMap<>();
  private final Map<Long, LockMode> held = new HashMap<>();

  /**
   * @param before the file
   */
  StatementObserver(Relations before) {
    this.existing = Set.copyOf(before.byOid().keySet());
  }

  /** A statement outside a transaction has let its locks go. */
  void released() {
    lockedSince.clear();
    held.clear();
  }

  /** What happened between the two, by the statement of that line. */
  List<StatementTrace.Touched> touched(Relations before, Relations after, int line) {
    List<StatementTrace.Touched> touched = new ArrayList<>();
    for (Relation relation : after.byOid().values()) {
      if (!relation.isIndex()) {
        table(before, after, relation, line).ifPresent(touched::add);
      }
    }
    for (Relation gone : before.byOid().values()) {
      if (!after.byOid().containsKey(gone.oid()) && !gone.isIndex()) {
        touched.add(dropped(gone));
      }
    }
    return touched;
  }

  private Optional<StatementTrace.Touched> table(
      Relations before, Relations after, Relation now, int line) {
    Relation was = before.byOid().get(now.oid());
    LockMode known = held.getOrDefault(now.oid(), LockMode.NONE);
    if (now.lock().compareTo(known) > 0) {
      lockedSince.put(now.oid(), line);
      held.put(now.oid(), now.lock());
    }
    LockMode lock = now.lock().compareTo(known) > 0 ? now.lock() : known;
    List<String> built = built(before, after, now.oid());
    boolean replaced = was != null && was.file() != now.file();
    boolean emptied = was != null && replaced && now.bytes() == 0 && was.bytes() > 0;
    boolean rewritten = replaced && !emptied;
    long scanned = now.scanned() - (was == null ? 0 : was.scanned());
    long written = now.written() - writtenBy(was);
    if (lock == LockMode.NONE && built.isEmpty() && !replaced && scanned <= 0 && written <= 0) {
      return Optional.empty();
    }
    int since = lockedSince.getOrDefault(now.oid(), line);
    return Optional.of(
        new StatementTrace.Touched(
            now.name(),
            existing.contains(now.oid()),
            was == null ? 0 : was.tuples(),
            lock,
            since == line ? Optional.empty() : Optional.of(since),
            rewritten,
            Math.max(0, scanned),
            emptied ? List.of() : built,
            Math.max(0, written),
            emptied));
  }

  private StatementTrace.Touched dropped(Relation gone) {
    return new StatementTrace.Touched(
        gone.name(),
        existing.contains(gone.oid()),
        gone.tuples(),
        LockMode.ACCESS_EXCLUSIVE, // what a DROP takes; its lock cannot be read by name any more
        Optional.empty(),
        false,
        0,
        List.of(),
        0,
        true);
  }

  private static List<String> built(Relations before, Relations after, long table) {
    return after.byOid().values().stream()
        .filter(index -> index.indexed() == table)
        .filter(
            index -> {
              Relation was = before.byOid().get(index.oid());
              return was == null || was.file() != index.file();
            })
        .map(Relation::name)
        .toList();
  }

  private static long writtenBy(@org.jspecify.annotations.Nullable Relation relation) {
    return relation == null ? 0 : relation.written();
  }
}
