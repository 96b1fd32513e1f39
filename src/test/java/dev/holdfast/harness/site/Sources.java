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
    return type.map(
            claim ->
                read(SpecSource.of(claim).file()).indexOf("class " + claim.getSimpleName() + " "))
        .orElse(0);
  }

  /** The scenario, told once for all arms. */
  Optional<Code> scenario() {
    return type.flatMap(claim -> method(claim, "run"));
  }

  /** What is asked of each arm. */
  List<Code> judges() {
    return type.stream()
        .flatMap(claim -> JUDGES.stream().flatMap(judge -> method(claim, judge).stream()))
        .toList();
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

  private Optional<Code> method(Class<?> claim, String name) {
    String file = "src/test/java/" + spec.replace('.', '/') + ".java";
    return SpecSource.method(claim, name).map(source -> Code.of(name, file, Code.dedented(source)));
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
