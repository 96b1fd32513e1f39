package dev.holdfast.harness.evidence;

import dev.holdfast.harness.Verdict;
import dev.holdfast.harness.evidence.Ledger.Arm;
import dev.holdfast.harness.evidence.Ledger.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Holds a run against the ledger: pure, and closed on failure. Every difference is one line that
 * says what to do.
 *
 * @param ledger what is pinned
 * @param run what the run found out
 * @param selected the ids that were to run
 * @param existing the ids of all claims in the specification
 */
public record LedgerComparison(
    Ledger ledger, List<Evidence> run, Set<String> selected, Set<String> existing) {
  private static final String ACCEPT =
      "; if that is meant, run it with -Dledger=accept and commit the ledger";

  public List<String> differences() {
    Map<String, Entry> pinned = byId(ledger.claims());
    Map<String, Entry> found = byId(run.stream().map(Entry::of).toList());
    List<String> differences = new ArrayList<>();
    for (String id : new TreeSet<>(selected)) {
      Entry now = found.get(id);
      Entry then = pinned.get(id);
      if (now == null) {
        differences.add(
            "- "
                + id
                + ": was selected and left no evidence; look at the build's log for the crash");
      } else if (now.verdict() != Verdict.PROVEN) {
        differences.add("! " + id + ": " + now.verdict() + "; " + reason(id));
      } else if (then == null) {
        differences.add("+ " + id + ": proven, and not in the ledger" + ACCEPT);
      } else {
        changes(then, now).forEach(change -> differences.add("~ " + id + ": " + change + ACCEPT));
      }
    }
    found.keySet().stream()
        .filter(id -> !selected.contains(id))
        .forEach(id -> differences.add("? " + id + ": ran although it was not selected"));
    if (selected.containsAll(existing)) {
      differences.addAll(gone(pinned));
    }
    return differences;
  }

  private List<String> gone(Map<String, Entry> pinned) {
    List<String> gone = new ArrayList<>();
    Set<String> topics = existing.stream().map(LedgerComparison::topic).collect(Collectors.toSet());
    for (Entry entry : pinned.values()) {
      if (!existing.contains(entry.id())) {
        String topic =
            topics.contains(entry.topicId())
                ? ""
                : ", and topic " + entry.topicId() + " has no claim any more";
        gone.add("- " + entry.id() + ": is in the ledger and no longer exists" + topic + ACCEPT);
      }
    }
    return gone;
  }

  private static List<String> changes(Entry then, Entry now) {
    List<String> changes = new ArrayList<>();
    if (then.verdict() != now.verdict()) {
      changes.add("its verdict was " + then.verdict() + " and is " + now.verdict());
    }
    if (!then.says().equals(now.says())) {
      changes.add("its text was \"" + then.says() + "\" and is \"" + now.says() + "\"");
    }
    if (!then.experiment().equals(now.experiment())) {
      changes.add("its experiment changed (" + then.experiment() + " to " + now.experiment() + ")");
    }
    Map<String, Arm> before = byLabel(then.arms());
    Map<String, Arm> after = byLabel(now.arms());
    Set<String> labels = new TreeSet<>(before.keySet());
    labels.addAll(after.keySet());
    for (String label : labels) {
      String was = outcome(before.get(label));
      String is = outcome(after.get(label));
      if (!was.equals(is)) {
        changes.add(label + " was " + was + " and is " + is);
      }
    }
    return changes;
  }

  /** Its first line; the rest, stacks above all, is in the evidence. */
  private String reason(String id) {
    return run.stream()
        .filter(evidence -> evidence.id().equals(id))
        .flatMap(evidence -> evidence.reason().lines())
        .findFirst()
        .orElse("");
  }

  private static String outcome(@org.jspecify.annotations.Nullable Arm arm) {
    return arm == null ? "absent" : arm.role() + " " + arm.outcome();
  }

  private static String topic(String id) {
    return id.substring(0, id.lastIndexOf('.'));
  }

  private static Map<String, Entry> byId(Collection<Entry> entries) {
    return entries.stream()
        .collect(Collectors.toMap(Entry::id, Function.identity(), LedgerComparison::never));
  }

  private static Map<String, Arm> byLabel(List<Arm> arms) {
    return arms.stream()
        .collect(
            Collectors.toMap(
                arm -> arm.name() + " " + arm.condition(),
                Function.identity(),
                LedgerComparison::never));
  }

  private static <T> T never(T one, T other) {
    throw new IllegalStateException("twice under the same id: " + one + " and " + other);
  }
}
