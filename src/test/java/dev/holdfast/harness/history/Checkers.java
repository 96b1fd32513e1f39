package dev.holdfast.harness.history;

import dev.holdfast.harness.history.Operation.Told;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges of histories: pure functions from what clients did, and what a final read found, to what
 * went wrong.
 *
 * <p>Writes carry distinct values. A write that was told OK must be in the final read; one that
 * failed must not; one that is indeterminate may or may not, and the final read resolves it. After
 * Kingsbury's Jepsen, whose checkers ask the same.
 */
public final class Checkers {
  private Checkers() {}

  /** Values that were acknowledged and are not there. */
  public static Set<String> lost(List<Operation> writes, Collection<String> found) {
    Set<String> lost = new TreeSet<>(values(writes, Told.OK));
    lost.removeAll(new HashSet<>(found));
    return lost;
  }

  /** Values that are there more than once. */
  public static Set<String> duplicated(Collection<String> found) {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new TreeSet<>();
    for (String value : found) {
      if (!seen.add(value)) {
        twice.add(value);
      }
    }
    return twice;
  }

  /**
   * Values that are there although nobody wrote them, or although the writer was told that its
   * write failed.
   */
  public static Set<String> phantom(List<Operation> writes, Collection<String> found) {
    Set<String> phantom = new TreeSet<>(found);
    phantom.removeAll(values(writes, Told.OK));
    phantom.removeAll(values(writes, Told.INDETERMINATE));
    return phantom;
  }

  /**
   * Values that stand behind one that the same process wrote later: a write that was acknowledged
   * before another of that process began must come first. One that is indeterminate may have its
   * effect later than that. The first place of a value counts; duplicates are for {@link
   * #duplicated}.
   */
  public static Set<String> reordered(List<Operation> writes, List<String> found) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      places.putIfAbsent(found.get(i), i);
    }
    Set<String> reordered = new TreeSet<>();
    for (Operation earlier : writes) {
      for (Operation later : writes) {
        Integer first = places.get(String.valueOf(earlier.value()));
        Integer second = places.get(String.valueOf(later.value()));
        if (first != null
            && second != null
            && earlier.told() == Told.OK
            && earlier.process().equals(later.process())
            && earlier.ended() < later.invoked()
            && first > second) {
          reordered.add(String.valueOf(earlier.value()));
        }
      }
    }
    return reordered;
  }

  /**
   * Reads that answered with a value older than the last write that had been acknowledged before
   * they began. A read that overlaps a write may answer with either; a value that nobody wrote is
   * for {@link #phantom}.
   *
   * @param writes the writes of one register, in the order of their effect
   * @param reads the reads of that register
   */
  public static List<Operation> stale(List<Operation> writes, List<Operation> reads) {
    List<String> order = writes.stream().map(write -> String.valueOf(write.value())).toList();
    List<Operation> stale = new ArrayList<>();
    for (Operation read : reads) {
      int answered = order.indexOf(String.valueOf(read.value()));
      int acknowledged = -1;
      for (int i = 0; i < writes.size(); i++) {
        if (writes.get(i).told() == Told.OK && writes.get(i).ended() < read.invoked()) {
          acknowledged = i;
        }
      }
      if (read.told() == Told.OK && answered >= 0 && answered < acknowledged) {
        stale.add(read);
      }
    }
    return stale;
  }

  /** How many indeterminate writes the final read shows to have had their effect. */
  public static long resolvedAsDone(List<Operation> writes, Collection<String> found) {
    Set<String> there = new HashSet<>(found);
    return values(writes, Told.INDETERMINATE).stream().filter(there::contains).count();
  }

  private static Set<String> values(List<Operation> writes, Told told) {
    Set<String> values = new HashSet<>();
    for (Operation write : writes) {
      if (write.told() == told) {
        values.add(String.valueOf(write.value()));
      }
    }
    return values;
  }
}
