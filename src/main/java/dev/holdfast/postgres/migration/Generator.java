package dev.holdfast.postgres.migration;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SQL expressions that make a column's value out of a row's number {@code i}, which counts from 1.
 *
 * <p>A value that must be unique, now or ever, is another one in each row. A column that refers to
 * another table, now or ever, has the expression of what it refers to, so that row {@code i} refers
 * to row {@code i}. A column with checks takes the literals that they name. Pure; immutable.
 */
record Generator(Shape now, Shape ever) {
  /** A foreign key of a foreign key of …; a longer chain is a cycle. */
  private static final int DEEPEST = 8;

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
    if (!column.labels().isEmpty()) {
      return Optional.of(oneOf(column.labels(), column));
    }
    boolean digits =
        everColumn(table, column).map(later -> later.category().equals("N")).orElse(false);
    boolean unique = unique(table, column);
    Optional<String> within = unique ? PartitionKey.of(table, column) : Optional.empty();
    return within.or(() -> PlainValue.of(column, unique, digits));
  }

  private List<String> literals(Shape.Table table, Shape.Column column) {
    List<String> checks = new ArrayList<>(table.checks());
    later(table).ifPresent(later -> checks.addAll(later.checks()));
    if (table.bounds() != null) {
      checks.add(table.bounds());
    }
    checks.removeIf(check -> !Literals.names(check, column.name()));
    checks.addAll(column.domain());
    everColumn(table, column).ifPresent(later -> checks.addAll(later.domain()));
    return Literals.of(checks, column.category());
  }

  /** Scattered, so that columns that are checked together meet in every combination. */
  private static String oneOf(List<String> values, Shape.Column column) {
    String texts =
        values.stream().map(value -> "(%s)::text".formatted(value)).collect(joining(", "));
    return "(ARRAY[%s])[1 + abs(hashint8(i + %d) %% %d)]::%s"
        .formatted(texts, column.name().hashCode(), values.size(), column.plain());
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
        && !(table.bounds() != null && Literals.names(table.bounds(), name));
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
