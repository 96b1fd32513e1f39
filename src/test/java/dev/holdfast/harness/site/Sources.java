package dev.holdfast.harness.site;

import dev.holdfast.harness.evidence.SpecSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The source behind a claim, as it stands in the project. Whatever is not there is left out: a site
 * from evidence alone is still a site.
 */
final class Sources {
  private static final List<String> JUDGES = List.of("felt", "holds", "breaks");

  private final String spec;
  private final Optional<Class<?>> type;

  /**
   * The source of one claim.
   *
   * @param spec the class of its specification, by full name
   * @param claim its own class, by simple name
   */
  Sources(String spec, String claim) {
    this.spec = spec;
    this.type = load(spec + "$" + claim);
  }

  /** The question that the specification asks, in its Javadoc. */
  static Javadoc question(String spec) {
    Path file = Path.of("src/test/java", spec.replace('.', '/') + ".java");
    return Files.exists(file)
        ? Javadoc.of(read(file), spec.substring(spec.lastIndexOf('.') + 1))
        : new Javadoc("", List.of());
  }

  /** Where in its specification the claim stands, so that a page has the order of its file. */
  int position() {
    return type.map(claim -> declared(claim.getSimpleName(), SpecSource.of(claim).file()))
        .orElse(0);
  }

  /** The scenario, told once for all arms. */
  Optional<Code> scenario() {
    return type.flatMap(claim -> source(claim, "run")).map(run -> Code.of("run", file(), run));
  }

  /** What is asked of each arm: its judges, one after the other. */
  Optional<Code> judges() {
    String judges =
        type.stream()
            .flatMap(claim -> JUDGES.stream().flatMap(judge -> source(claim, judge).stream()))
            .collect(Collectors.joining("\n\n"));
    return judges.isEmpty() ? Optional.empty() : Optional.of(Code.of("judges", file(), judges));
  }

  /** The claim's class as a whole: sizes, candidates, scenario, judges. */
  Optional<Code> experiment() {
    return type.map(SpecSource::of)
        .map(
            source ->
                Code.of(
                    type.orElseThrow().getSimpleName(),
                    name(source.file()),
                    Code.dedented(source.text())));
  }

  /** The naive classes beside the specification that the claim names. */
  List<Code> naive() {
    return type.map(SpecSource::of).map(Sources::naive).orElse(List.of());
  }

  /** Production classes, by full name. */
  static List<Code> production(List<String> classes) {
    List<Code> all = new ArrayList<>();
    for (String name : classes) {
      String outer = name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
      String file = "src/main/java/" + outer.replace('.', '/') + ".java";
      SpecSource.production(name)
          .ifPresent(
              source ->
                  all.add(Code.file(outer.substring(outer.lastIndexOf('.') + 1), file, source)));
    }
    return all;
  }

  private static List<Code> naive(SpecSource source) {
    TreeSet<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile("\\bNaive\\w+").matcher(source.text());
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names.stream()
        .filter(name -> Files.exists(source.file().resolveSibling(name + ".java")))
        .map(name -> source.file().resolveSibling(name + ".java"))
        .map(
            file ->
                Code.file(
                    file.getFileName().toString().replace(".java", ""), name(file), read(file)))
        .toList();
  }

  private static int declared(String name, Path file) {
    Matcher declaration = Pattern.compile("\\bclass " + name + "\\b").matcher(read(file));
    return declaration.find() ? declaration.start() : 0;
  }

  private static Optional<String> source(Class<?> claim, String method) {
    return SpecSource.method(claim, method).map(Code::dedented);
  }

  private String file() {
    return "src/test/java/" + spec.replace('.', '/') + ".java";
  }

  private static Optional<Class<?>> load(String name) {
    try {
      Class<?> type = Class.forName(name, false, Sources.class.getClassLoader());
      return Files.exists(SpecSource.of(type).file()) ? Optional.of(type) : Optional.empty();
    } catch (ClassNotFoundException | UncheckedIOException _) {
      // Evidence of another build, or a site that is made elsewhere.
      return Optional.empty();
    }
  }

  private static String name(Path file) {
    return file.toString().replace('\\', '/');
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
