package dev.holdfast.harness.evidence;

import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Outcome;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The verdicts that are in version control. Holds nothing that varies from run to run. */
public record Ledger(int schema, List<Entry> claims) {
  private static final int SCHEMA = 1;

  public Ledger {
    if (schema != SCHEMA) {
      throw new IllegalArgumentException(
          "the ledger's schema is %d; only %d is known".formatted(schema, SCHEMA));
    }
    claims = claims.stream().sorted(Comparator.comparing(Entry::id)).toList();
  }

  /** What is pinned of one claim. */
  public record Entry(
      String id,
      String chapter,
      String topic,
      String says,
      String experiment,
      Verdict verdict,
      List<Arm> arms) {

    public Entry {
      arms =
          arms.stream()
              .sorted(Comparator.comparing(Arm::name).thenComparing(Arm::condition))
              .toList();
    }

    static Entry of(Evidence evidence) {
      List<Arm> arms =
          evidence.arms().stream()
              .map(arm -> new Arm(arm.candidate(), arm.role(), arm.condition(), arm.outcome()))
              .toList();
      return new Entry(
          evidence.id(),
          evidence.chapter(),
          evidence.topic(),
          evidence.says(),
          evidence.experiment(),
          evidence.verdict(),
          arms);
    }

    String topicId() {
      return chapter + "." + topic;
    }
  }

  /** What is pinned of one arm. */
  public record Arm(String name, Role role, Condition condition, Outcome outcome) {}

  /** Reads a ledger; one that is not there yet is empty. */
  public static Ledger read(Path file) {
    return Files.exists(file) ? Json.read(file, Ledger.class) : new Ledger(SCHEMA, List.of());
  }

  public void write(Path file) {
    Json.write(file, this);
  }

  /**
   * The ledger after a run: what was proven takes its place; what was not proven changes nothing;
   * what no longer exists goes, but only after a full run.
   *
   * @param existing the ids of all claims in the specification
   * @param full whether all of them were selected
   */
  public Ledger accepting(List<Evidence> run, Set<String> existing, boolean full) {
    Map<String, Entry> merged = new TreeMap<>();
    claims.forEach(entry -> merged.put(entry.id(), entry));
    run.stream()
        .filter(evidence -> evidence.verdict() == Verdict.PROVEN)
        .map(Entry::of)
        .forEach(entry -> merged.put(entry.id(), entry));
    if (full) {
      merged.keySet().retainAll(existing);
    }
    return new Ledger(SCHEMA, List.copyOf(merged.values()));
  }

  /** How many proven claims each topic has, by the topic's id. */
  public Map<String, Long> provenByTopic() {
    Map<String, Long> proven = new TreeMap<>();
    claims.stream()
        .filter(entry -> entry.verdict() == Verdict.PROVEN)
        .forEach(entry -> proven.merge(entry.topicId(), 1L, Long::sum));
    return proven;
  }
}
