package dev.holdfast.harness;

import dev.holdfast.harness.environment.Environment;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What a selection comes to, before anything is started: its claims and the images they need. Used
 * by {@code ci/spec}.
 */
@Command(
    name = "plan",
    description =
        "What a selection comes to: one line a claim, or with --images one line an image.")
public final class Plan implements Callable<Integer> {
  private static final int UNKNOWN_SELECTOR = 2;

  @Parameters(
      description = "chapter, topic, claim id, or the beginning of one; none: all",
      arity = "0..*")
  private List<String> selectors = List.of();

  @Option(names = "--flagship", description = "the claims to begin with, instead of selectors")
  private boolean flagship;

  @Option(names = "--ids", description = "print the claims' ids alone")
  private boolean ids;

  @Option(
      names = "--images",
      description = "print the images that are needed instead of the claims")
  private boolean images;

  @Spec private @org.jspecify.annotations.Nullable CommandSpec command;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    List<ClaimDefinition> claims = Catalogue.claims();
    Selection selection = Selection.parse(String.join(" ", selectors));
    List<String> unknown = selection.unknown(claims.stream().map(ClaimDefinition::id).toList());
    if (!unknown.isEmpty()) {
      unknown.forEach(err::println);
      return UNKNOWN_SELECTOR;
    }
    List<ClaimDefinition> selected =
        claims.stream()
            .filter(claim -> flagship ? claim.claim().flagship() : selection.matches(claim.id()))
            .toList();
    if (selected.isEmpty()) {
      // Nothing named would be read as everything by whoever runs it.
      err.println("no claim is selected");
      return UNKNOWN_SELECTOR;
    }
    if (images) {
      Set<Class<?>> types = new LinkedHashSet<>();
      selected.forEach(claim -> types.addAll(claim.uses()));
      Environment.images(types).forEach(out::println);
    } else if (ids) {
      selected.forEach(claim -> out.println(claim.id()));
    } else {
      selected.forEach(claim -> out.printf("%-58s %s%n", claim.id(), claim.claim().says()));
    }
    return 0;
  }

  static void main(String... arguments) {
    System.exit(new CommandLine(new Plan()).execute(arguments));
  }
}
