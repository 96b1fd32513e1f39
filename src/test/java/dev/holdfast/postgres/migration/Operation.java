package dev.holdfast.postgres.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change that migrations make, in an unsafe form and a safe one: a file of SQL, with what each
 * statement is known to do written below it.
 *
 * @param name of its file
 * @param forms unsafe first
 */
record Operation(String name, List<Form> forms) {
  private static final String FOLDER = "/postgres/migration/";
  private static final String FACT = "--> ";

  /**
   * @param name unsafe or safe
   * @param since the first major version that knows its statements; 0 for all
   */
  record Form(String name, int since, List<Step> steps) {
    private static final String PART = "(?m)^-- (?=[a-z_ ]+$)";

    /** The tables that it is tried on: SQL that puts them into the schema {@code shop}, anew. */
    String shop() {
      return Stream.of(text(path("shop.sql")).split(PART, -1))
          .skip(1)
          .filter(part -> part.lines().findFirst().stream().anyMatch(this::saysOneOf))
          .map(part -> part.substring(part.indexOf('\n')))
          .collect(
              Collectors.joining(
                  "\n",
                  """
                  DROP SCHEMA IF EXISTS shop CASCADE;
                  CREATE SCHEMA shop;
                  SET search_path = shop;
                  """,
                  ""));
    }

    private boolean saysOneOf(String names) {
      return Stream.of(names.split(" ", -1))
          .anyMatch(name -> steps.stream().anyMatch(step -> step.sql().contains(name)));
    }
  }

  /**
   * A statement.
   *
   * @param facts as {@link Facts} words them
   */
  record Step(String sql, List<String> facts) {}

  /** All of them, by name. */
  static List<Operation> all() {
    try (Stream<Path> files = Files.list(path("operations"))) {
      return files.sorted().map(Operation::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of them, with the forms that a server of this major version knows. */
  static List<Operation> on(int version) {
    return all().stream()
        .map(
            operation ->
                new Operation(
                    operation.name(),
                    operation.forms().stream().filter(form -> form.since() <= version).toList()))
        .toList();
  }

  private static Operation read(Path file) {
    String name = file.getFileName().toString().replace(".sql", "");
    String[] parts = text(file).split("(?m)^-- (?=(?:un)?safe(?: since \\d+)?$)", -1);
    return new Operation(name, Stream.of(parts).skip(1).map(Operation::form).toList());
  }

  private static Form form(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    List<Step> steps = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith(FACT)) {
        steps.getLast().facts().add(line.substring(FACT.length()));
      } else {
        steps.add(new Step(line.replaceFirst(";$", ""), new ArrayList<>()));
      }
    }
    String[] title = lines.getFirst().split(" since ", -1);
    return new Form(title[0], title.length > 1 ? Integer.parseInt(title[1]) : 0, steps);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(String name) {
    try {
      URL url = Objects.requireNonNull(Operation.class.getResource(FOLDER + name), FOLDER + name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
