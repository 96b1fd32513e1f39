package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.Operation.Form;
import dev.holdfast.postgres.migration.Operation.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One form of an operation as it is shown.
 *
 * @param judged what the check said in this build; what is written down where it was not asked
 * @param asked whether it was
 * @param witnessed whether other sessions tried its locks in this build
 * @param wrong where what was measured is not what is written down
 */
public record DdlForm(
    Form form, List<String> judged, boolean asked, boolean witnessed, List<String> wrong) {

  static DdlForm of(
      Form form, @Nullable List<String> judged, FormWitness.@Nullable Seen witnessed) {
    List<String> wrong = new ArrayList<>();
    if (judged != null && !judged.equals(form.judged())) {
      wrong.add("the check says %s; written down is %s".formatted(judged, form.judged()));
    }
    if (witnessed != null) {
      wrong.addAll(witnessed.differences());
    }
    return new DdlForm(
        form,
        judged == null ? form.judged() : judged,
        judged != null,
        witnessed != null,
        List.copyOf(wrong));
  }

  /** safe, unsafe or unknown. */
  public String verdict() {
    return judged.isEmpty() ? "not judged" : judged.getFirst().split(":", 2)[0];
  }

  /** How a verdict looks. */
  public String style() {
    return switch (verdict()) {
      case "safe" -> "kept";
      case "unsafe" -> "broke";
      default -> "unclear";
    };
  }

  public List<String> rules() {
    return judged.isEmpty() || !judged.getFirst().contains(": ")
        ? List.of()
        : List.of(judged.getFirst().split(": ", 2)[1].split(", ", -1));
  }

  /** {@code reads, writes of orders, while it works}: whom the check saw it keep waiting. */
  public List<Waiting> blocks() {
    return of("blocks ")
        .map(line -> line.split(": ", 2))
        .map(
            parts -> {
              int end = parts[1].lastIndexOf(", ");
              return new Waiting(parts[0], parts[1].substring(0, end), parts[1].substring(end + 2));
            })
        .toList();
  }

  /** Those who wait for a table, and for how long. */
  public record Waiting(String table, String who, String howLong) {}

  /** {@code orders: SELECT 42703}, a line a table. */
  public List<String> breaks() {
    return of("breaks ").toList();
  }

  private Stream<String> of(String beginning) {
    return judged.stream()
        .filter(line -> line.startsWith(beginning))
        .map(line -> line.substring(beginning.length()));
  }

  /** The strongest lock on each table that was there before; a table by its first name. */
  public Map<String, String> locks() {
    Map<String, LockMode> locks = new LinkedHashMap<>();
    facts()
        .filter(fact -> fact.contains(": "))
        .forEach(
            fact -> {
              String lock = Witnessed.lock(fact);
              if (!lock.isEmpty() && !lock.equals("created")) {
                locks.merge(
                    fact.split(": ", 2)[0], LockMode.valueOf(lock.replace(' ', '_')), LockMode::or);
              }
            });
    Map<String, String> words = new LinkedHashMap<>();
    locks.forEach((table, lock) -> words.put(table, lock.words()));
    return words;
  }

  /** The server's refusal of a statement: its SQLSTATE. */
  public List<String> refused() {
    return facts().filter(fact -> fact.startsWith("fails ")).toList();
  }

  /** The tables that are written anew. */
  public List<Work> rewrites() {
    return works("rewritten");
  }

  /** The tables of which every row is read. */
  public List<Work> scans() {
    return works("scanned");
  }

  /** What is done to a table, and the lock that is held on it meanwhile. */
  public record Work(String table, String lock) {}

  public String builds() {
    return facts()
        .flatMap(fact -> Stream.of(fact.split("[:,] ", -1)))
        .filter(word -> word.startsWith("builds "))
        .map(word -> word.substring("builds ".length()))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private List<Work> works(String word) {
    return facts()
        .filter(fact -> List.of(fact.split("[:,] ", -1)).contains(word))
        .map(fact -> new Work(fact.split(": ", 2)[0], Witnessed.lock(fact)))
        .distinct()
        .toList();
  }

  private Stream<String> facts() {
    return form.steps().stream().map(Step::facts).flatMap(List::stream);
  }
}
