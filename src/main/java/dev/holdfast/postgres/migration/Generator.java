package dev.holdfast.postgres.migration;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * SQL expressions that make a column's value out of a row's number {@code i}, which counts from 1.
 *
 * <p>A value that must be unique, now or ever, is another one in each row. A column that refers to
 * another table, now or ever, has the expression of what it refers to, so that row {@code i} refers
 * to row {@code i}. A column with checks takes the literals that they name. Pure; immutable.
 */
record Generator(Shape now, Shape ever) {
  /** Above what people's own sequences reach, and within an int. */
  private static final long KEYS_FROM = 1_000_000_000L;

  /** How many values a column has that need not be unique: enough for a histogram. */
  private static final int DISTINCT = 1_000;

  /** A foreign key of a foreign key of …; a longer chain is a cycle. */
  private static final int DEEPEST = 8;

  private static final Pattern LITERAL =
      Pattern.compile("'(?:[^']|'')*'|(?<![\\w.])-?\\d+(?:\\.\\d+)?");

  /** The expression, or nothing where no value of that type can be made. */
  Optional<String> of(Shape.Table table, Shape.Column column) {
    return of(table, column, 0);
  }

  /**
   * Whether it tells a row from others or refers to one: its value follows the row's final number.
   */
  boolean key(Shape.Table table, Shape.Column column) {
    return unique(table, column) || referred(table, column, 0).isPresent();
  }

  /** Whether it alone tells a row from others, and refers to none. */
  boolean tellsApart(Shape.Table table, Shape.Column column) {
    return unique(table, column) && referred(table, column, 0).isEmpty();
  }

  /** Whether the column must be filled: not null now, or ever. */
  boolean required(Shape.Table table, Shape.Column column) {
    return column.required() || everColumn(table, column).map(Shape.Column::required).orElse(false);
  }

  private Optional<String> of(Shape.Table table, Shape.Column column, int depth) {
    Optional<String> referred = depth > DEEPEST ? Optional.empty() : referred(table, column, depth);
    if (referred.isPresent()) {
      return referred;
    }
    List<String> named = literals(table, column);
    Optional<String> value = value(table, column);
    if (named.isEmpty() || unique(table, column)) {
      return value.map(made -> "(%s)::%s".formatted(made, column.plain()));
    }
    List<String> candidates = new ArrayList<>(named);
    value.ifPresent(candidates::add);
    if (column.category().equals("S")) {
      candidates.add("'v' || i || '@example.org'"); // what checks of a text ask for most often
    }
    return Optional.of(oneOf(candidates, column));
  }

  private Optional<String> referred(Shape.Table table, Shape.Column column, int depth) {
    for (Shape.Reference reference : references(table)) {
      int place = reference.columns().indexOf(column.name());
      Shape.Table parent = now.tables().get(reference.parent());
      if (place < 0 || parent == null || parent.name().equals(table.name())) {
        continue;
      }
      Shape.Column key = parent.columns().get(reference.parents().get(place));
      if (key != null) {
        return of(parent, key, depth + 1);
      }
    }
    return Optional.empty();
  }

  private Optional<String> value(Shape.Table table, Shape.Column column) {
    boolean unique = unique(table, column);
    String number = unique ? "(%d + i)".formatted(KEYS_FROM) : "(i %% %d)".formatted(DISTINCT);
    if (!column.labels().isEmpty()) {
      return Optional.of(oneOf(column.labels(), column));
    }
    return Optional.ofNullable(
        switch (column.category()) {
          case "N" -> column.base().equals("smallint") ? "(i % 32767)" : number;
          case "S" -> text(table, column, number);
          case "B" -> "i % 2 = 0";
          case "D" -> "timestamp '2025-01-01' + i * interval '1 minute'";
          case "T" -> "i * interval '1 second'";
          case "I" -> "inet '10.0.0.0' + i";
          case "V" -> column.base().equals("bit") ? null : "i::bit(32)";
          case "A" -> "'{}'";
          case "R" -> "'empty'";
          default -> special(column.base());
        });
  }

  /** Digits alone where the column is to be a number one day. */
  private String text(Shape.Table table, Shape.Column column, String number) {
    boolean digits =
        everColumn(table, column).map(later -> later.category().equals("N")).orElse(false);
    String text = digits ? number + "::text" : "'v' || " + number;
    return column.length() == 0
        ? text
        : "right(%s, %d)".formatted(digits ? text : number + "::text", column.length());
  }

  private static @Nullable String special(String base) {
    return switch (base) {
      case "uuid" -> "md5(i::text)";
      case "json", "jsonb" -> "json_build_object('n', i)";
      case "bytea" -> "decode(md5(i::text), 'hex')";
      case "tsvector" -> "to_tsvector('simple', i::text)";
      case "point" -> "point(i, i)";
      case "xml" -> "'<n>' || i || '</n>'";
      default -> null;
    };
  }

  private List<String> literals(Shape.Table table, Shape.Column column) {
    List<String> checks = new ArrayList<>(table.checks());
    later(table).ifPresent(later -> checks.addAll(later.checks()));
    checks.addAll(column.domain());
    everColumn(table, column).ifPresent(later -> checks.addAll(later.domain()));
    if (table.bounds() != null) {
      checks.add(table.bounds());
    }
    checks.removeIf(check -> !names(check, column.name()));
    List<String> literals = new ArrayList<>();
    for (String check : checks) {
      Matcher literal = LITERAL.matcher(check);
      while (literal.find()) {
        if (fits(literal.group(), column.category())) {
          literals.add(literal.group());
        }
      }
    }
    return literals.stream().distinct().flatMap(Generator::around).toList();
  }

  /** Whether an expression is about the column, by its name as the server quotes it. */
  static boolean names(String expression, String column) {
    return Pattern.compile("(?<![\\w\"])" + Pattern.quote(column) + "(?![\\w\"])")
        .matcher(expression)
        .find();
  }

  /** A check may name other columns' literals too, which this one's type would not take. */
  private static boolean fits(String literal, String category) {
    return switch (category) {
      case "N" -> literal.matches("'?-?\\d+(\\.\\d+)?'?");
      case "D", "T" -> literal.matches("'[-+:. \\d]+'");
      default -> literal.startsWith("'");
    };
  }

  /** Scattered, so that columns that are checked together meet in every combination. */
  private static String oneOf(List<String> values, Shape.Column column) {
    String texts =
        values.stream().map(value -> "(%s)::text".formatted(value)).collect(joining(", "));
    return "(ARRAY[%s])[1 + abs(hashint8(i + %d) %% %d)]::%s"
        .formatted(texts, column.name().hashCode(), values.size(), column.plain());
  }

  /** Where a check names a number, its neighbours may be what it means. */
  private static Stream<String> around(String literal) {
    return literal.startsWith("'")
        ? Stream.of(literal)
        : Stream.of("%s - 1", "%s", "%s + 1", "%s + 10").map(near -> near.formatted(literal));
  }

  /**
   * Of a key of several columns one carries the difference: the first that can, and that no
   * partition's bounds are about.
   */
  private boolean unique(Shape.Table table, Shape.Column column) {
    List<List<String>> keys = new ArrayList<>(table.unique());
    later(table).ifPresent(later -> keys.addAll(later.unique()));
    return keys.stream()
        .map(
            key ->
                key.stream()
                    .filter(name -> carries(table, name))
                    .findFirst()
                    .orElse(key.getFirst()))
        .anyMatch(column.name()::equals);
  }

  private static boolean carries(Shape.Table table, String name) {
    Shape.Column column = table.columns().get(name);
    return column != null
        && (column.category().equals("N")
            || column.category().equals("S")
            || column.base().equals("uuid"))
        && !(table.bounds() != null && names(table.bounds(), name));
  }

  private List<Shape.Reference> references(Shape.Table table) {
    List<Shape.Reference> references = new ArrayList<>(table.references());
    later(table).ifPresent(later -> references.addAll(later.references()));
    return references;
  }

  private Optional<Shape.Table> later(Shape.Table table) {
    return Optional.ofNullable(ever.tables().get(table.name()));
  }

  private Optional<Shape.Column> everColumn(Shape.Table table, Shape.Column column) {
    return later(table).map(later -> later.columns().get(column.name()));
  }
}
