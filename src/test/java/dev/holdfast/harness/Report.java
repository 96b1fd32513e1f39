package dev.holdfast.harness;

import dev.holdfast.harness.evidence.Evidence;
import dev.holdfast.harness.evidence.EvidenceStore;
import dev.holdfast.harness.evidence.Ledger;
import dev.holdfast.harness.evidence.LedgerComparison;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The end of a run: holds its evidence against the ledger and writes the site. A process of its
 * own, after the specs and before the build fails, so that a crash of the tests takes neither
 * along.
 */
@Command(name = "report", description = "Compares a run with the ledger and writes the site.")
public final class Report implements Callable<Integer> {
  @Option(
      names = "--directory",
      required = true,
      description = "where the run left its evidence, and the site goes")
  private Path directory = Path.of("target/spec");

  @Option(names = "--ledger", description = "check or accept")
  private String mode = "check";

  @Option(names = "--select", description = "the selection of the run; empty: all")
  private String select = "";

  @Option(names = "--ledger-file", description = "the pinned verdicts")
  private Path file = Path.of("src/test/resources/ledger.json");

  @Spec private @org.jspecify.annotations.Nullable CommandSpec command;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(command).commandLine().getOut();
    EvidenceStore store = new EvidenceStore(directory);
    List<Evidence> run = store.evidence();
    Set<String> existing =
        Catalogue.claims().stream()
            .map(ClaimDefinition::id)
            .collect(Collectors.toCollection(TreeSet::new));
    Selection selection = Selection.parse(select);
    Set<String> selected =
        existing.stream().filter(selection::matches).collect(Collectors.toCollection(TreeSet::new));
    Ledger ledger = Ledger.read(file);
    if (mode.equals("accept")) {
      if (System.getenv("CI") != null) {
        throw new CommandLine.ParameterException(
            command.commandLine(), "-Dledger=accept is for people; CI compares");
      }
      ledger = ledger.accepting(run, existing, selected.equals(existing));
      ledger.write(file);
    }
    List<String> differences = new LedgerComparison(ledger, run, selected, existing).differences();
    out.printf(
        "%d of %d selected claims proven; %s%n",
        run.stream().filter(e -> e.verdict() == Verdict.PROVEN).count(),
        selected.size(),
        differences.isEmpty() ? "as in the ledger" : "differences from the ledger:");
    differences.forEach(out::println);
    out.flush();
    return differences.isEmpty() && !selected.isEmpty() ? 0 : 1;
  }

  static void main(String... arguments) {
    System.exit(new CommandLine(new Report()).execute(arguments));
  }
}
