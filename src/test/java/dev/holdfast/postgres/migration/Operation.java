package dev.holdfast.postgres.migration;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change that migrations make, in an unsafe form and a safe one: a file of SQL, with what each
 * statement is known to do written below it.
 *
 * @param name of its file
 * @param says what there is to know of it, in a sentence or two
 * @param rules of linters that are about it
 * @param forms unsafe first
 */
public record Operation(String name, String says, List<Rule> rules, List<Form> forms) {

  /**
   * A rule of a linter, as the linter documents it.
   *
   * @param says where it says something that is not to be expected of its name; else empty
   */
  public record Rule(String linter, String id, String says) {}

  /**
   * @param name unsafe or safe
   * @param since the first major version that knows its statements; 0 for all
   * @param judged as {@link Judged} words it
   * @param note why it was judged otherwise than its name says; empty where it was not
   */
  public record Form(String name, int since, List<String> judged, String note, List<Step> steps) {
    private static final String PART = "(?m)^-- (?=[a-z_ ]+$)";

    /** The tables that it is tried on: SQL that puts them into the schema {@code shop}, anew. */
    String shop() {
      return """
      DROP SCHEMA IF EXISTS shop CASCADE;
      CREATE SCHEMA shop;
      SET search_path = shop;
      """
          + tables();
    }

    /** SQL that makes the tables that it is tried on, in the schema that is first. */
    String tables() {
      return Stream.of(OperationFiles.text("shop.sql").split(PART, -1))
          .skip(1)
          .filter(part -> part.lines().findFirst().stream().anyMatch(this::saysOneOf))
          .map(part -> part.substring(part.indexOf('\n')))
          .collect(Collectors.joining("\n"));
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
  public record Step(String sql, List<String> facts) {
    /** Whether it only begins or ends a transaction. */
    boolean isBracket() {
      return List.of("BEGIN", "COMMIT", "ROLLBACK").contains(sql);
    }
  }

  /** All of them, by name. */
  static List<Operation> all() {
    return OperationFiles.all();
  }

  /** All of them, with the forms that a server of this major version knows. */
  static List<Operation> on(int version) {
    return all().stream()
        .map(
            operation ->
                new Operation(
                    operation.name(),
                    operation.says(),
                    operation.rules(),
                    operation.forms().stream().filter(form -> form.since() <= version).toList()))
        .toList();
  }
}
