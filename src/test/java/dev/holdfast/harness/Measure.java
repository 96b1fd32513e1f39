package dev.holdfast.harness;

import dev.holdfast.harness.bench.BenchmarkDefinition;
import dev.holdfast.harness.bench.Figures;
import dev.holdfast.harness.bench.Machine;
import dev.holdfast.harness.bench.Measurement;
import dev.holdfast.harness.bench.Recording;
import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.site.CostView;
import dev.holdfast.harness.site.Site;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures what the selected benchmarks compare, and keeps the figures. Used by {@code ci/bench}.
 */
@Command(name = "bench", description = "Measures what the production code costs.")
public final class Measure implements Callable<Integer> {
  private static final int NOT_AS_ASKED = 1;
  private static final int UNKNOWN_SELECTOR = 2;

  @Parameters(
      description = "a regular expression that finds something in an id; none: all",
      arity = "0..1")
  private String regex = "";

  @Option(names = "--list", description = "print what this selects, and measure nothing")
  private boolean list;

  @Option(names = "--images", description = "print the images that are needed instead")
  private boolean images;

  @Option(names = "--figures", description = "the folder in which figures are kept")
  private Path kept = Figures.KEPT;

  @Option(names = "--page", description = "the folder in which the page is written")
  private Path page = Path.of("target/bench");

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    List<BenchmarkDefinition> all = BenchmarkDefinition.all();
    List<BenchmarkDefinition> selected;
    List<Recording> recordings;
    try {
      Pattern pattern = Pattern.compile(regex);
      selected = all.stream().filter(one -> pattern.matcher(one.id()).find()).toList();
      recordings =
          Recording.all().stream().filter(one -> pattern.matcher(one.id()).find()).toList();
    } catch (PatternSyntaxException e) {
      return refused(
          "'%s' is no regular expression: %s".formatted(regex, e.getDescription()),
          UNKNOWN_SELECTOR);
    }
    if (selected.isEmpty() && recordings.isEmpty()) {
      List<String> ids =
          Stream.concat(
                  all.stream().map(BenchmarkDefinition::id),
                  Recording.all().stream().map(Recording::id))
              .toList();
      return refused(
          "no benchmark matches '%s'; there are %s".formatted(regex, ids), UNKNOWN_SELECTOR);
    }
    if (list) {
      selected.forEach(one -> out.printf("%-58s %s%n", one.id(), one.comparing().asks()));
      recordings.forEach(one -> out.printf("%-58s %s%n", one.id(), one.asks()));
      return 0;
    }
    if (images) {
      Set<Class<?>> servers = new LinkedHashSet<>();
      selected.forEach(one -> servers.addAll(List.of(one.comparing().on())));
      Environment.images(servers).forEach(out::println);
      return 0;
    }
    return measure(selected, recordings, out);
  }

  private int measure(
      List<BenchmarkDefinition> selected, List<Recording> recordings, PrintWriter out) {
    List<Figures> measured = new ArrayList<>();
    try (Environment environment = new Environment()) {
      for (BenchmarkDefinition one : selected) {
        out.printf("%s: %s%n", one.id(), one.comparing().asks());
        Figures figures =
            Measurement.of(
                one,
                environment,
                line -> {
                  out.println("  " + line);
                  out.flush();
                });
        out.printf("  kept in %s%n", figures.write(kept));
        measured.add(figures);
      }
      for (Recording one : recordings) {
        out.printf("%s: %s%n", one.id(), one.asks());
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", Machine.processor());
        machine.putAll(environment.facts());
        machine.put("load average before", Machine.load());
        out.printf("  kept in %s%n", one.record(machine, line -> out.println("  " + line)));
      }
    }
    if (measured.isEmpty()) {
      return 0;
    }
    measured.forEach(one -> CostView.of(one).sentences().forEach(out::println));
    try {
      Site.writeCost(page, Figures.readAll(kept));
    } catch (IllegalStateException e) {
      return refused(e.getMessage(), NOT_AS_ASKED); // another comparison's, that cannot be read
    }
    out.printf("page: %s%n", page.resolve(Site.COST_PAGE));
    return measured.stream().allMatch(one -> one.notWithin().isEmpty()) ? 0 : NOT_AS_ASKED;
  }

  private int refused(@Nullable String why, int exit) {
    Objects.requireNonNull(command).commandLine().getErr().println(why);
    return exit;
  }

  static void main(String... arguments) {
    System.exit(new CommandLine(new Measure()).execute(arguments));
  }
}
