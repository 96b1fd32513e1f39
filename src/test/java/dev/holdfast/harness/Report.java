package dev.holdfast.harness;

import dev.holdfast.harness.bench.Figures;
import dev.holdfast.harness.evidence.Evidence;
import dev.holdfast.harness.evidence.EvidenceStore;
import dev.holdfast.harness.evidence.Ledger;
import dev.holdfast.harness.evidence.LedgerComparison;
import dev.holdfast.harness.site.ChapterPage;
import dev.holdfast.harness.site.Site;
import dev.holdfast.harness.site.SiteInput;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

  @Option(names = "--figures", description = "the folder in which ci/bench keeps figures")
  private Path figures = Figures.KEPT;

  @Spec private @org.jspecify.annotations.Nullable CommandSpec command;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    EvidenceStore store = new EvidenceStore(directory);
    List<Evidence> run = store.evidence();
    Set<String> existing =
        new TreeSet<>(Catalogue.claims().stream().map(ClaimDefinition::id).toList());
    Selection selection = Selection.parse(select);
    Set<String> selected = new TreeSet<>(existing.stream().filter(selection::matches).toList());
    Ledger ledger = ledger(run, existing, !existing.isEmpty() && selected.equals(existing));
    List<String> differences = new ArrayList<>(selection.unknown(existing));
    differences.addAll(new LedgerComparison(ledger, run, selected, existing).differences());
    List<Figures> costs = costs(differences);
    String summary = summary(run, selected, differences);
    store.summary(summary);
    out.print(summary);
    out.flush();
    Site.write(
        directory,
        new SiteInput(
            run,
            store.manifest(),
            ledger.provenByTopic(),
            store.calibrations(),
            differences,
            costs,
            ChapterPage.all()));
    return differences.isEmpty() && !selected.isEmpty() ? 0 : 1;
  }

  /** Figures that cannot be read must not take the site along. */
  private List<Figures> costs(List<String> differences) {
    try {
      return Figures.readAll(figures);
    } catch (IllegalStateException e) {
      differences.add(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private Ledger ledger(List<Evidence> run, Set<String> existing, boolean full) {
    Ledger ledger = Ledger.read(file);
    if (mode.equals("check")) {
      return ledger;
    }
    if (!mode.equals("accept") || System.getenv("CI") != null) {
      throw new ParameterException(
          Objects.requireNonNull(command).commandLine(),
          "-Dledger=" + mode + ": it is check, or accept, and accept is for people, not for CI");
    }
    Ledger accepted = ledger.accepting(run, existing, full);
    accepted.write(file);
    return accepted;
  }

  /** Totals, and for each claim that is not proven the reason and the command that repeats it. */
  private static String summary(
      List<Evidence> run, Set<String> selected, List<String> differences) {
    StringWriter text = new StringWriter();
    PrintWriter lines = new PrintWriter(text);
    long proven = run.stream().filter(evidence -> evidence.verdict() == Verdict.PROVEN).count();
    double seconds = run.stream().mapToDouble(Evidence::seconds).sum();
    lines.printf(
        Locale.ROOT,
        "%d of %d selected claims proven in %.0f s; %s%n",
        proven,
        selected.size(),
        seconds,
        differences.isEmpty() ? "as in the ledger" : "not as in the ledger:");
    differences.forEach(lines::println);
    run.stream()
        .filter(evidence -> evidence.verdict() != Verdict.PROVEN)
        .forEach(evidence -> lines.println("repeat it with: ci/spec " + evidence.id()));
    return text.toString();
  }

  static void main(String... arguments) {
    System.exit(new CommandLine(new Report()).execute(arguments));
  }
}
