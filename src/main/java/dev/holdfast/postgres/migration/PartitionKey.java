package dev.holdfast.postgres.migration;

import java.util.List;
import java.util.Optional;

/**
 * A value by the row's number {@code i} for a column that both tells a row from others and says
 * which partition it is in: counted up from where each partition begins. Pure.
 *
 * <p>Limit: of numbers and times, by ranges of that column alone; partitions narrower than the rows
 * that they are to have run over, and what is beyond them is left out.
 */
final class PartitionKey {
  private PartitionKey() {}

  /** Nothing where the column's partitions do not begin at values that can be counted from. */
  static Optional<String> of(Shape.Table table, Shape.Column column) {
    String bounds = table.bounds();
    if (bounds == null
        || !Literals.names(bounds, column.name())
        || bounds.contains("satisfies_hash_partition")
        || table.columns().keySet().stream()
            .anyMatch(name -> !name.equals(column.name()) && Literals.names(bounds, name))) {
      return Optional.empty();
    }
    List<String> edges = Literals.in(List.of(bounds), column.category());
    String step =
        switch (column.category()) {
          case "N" -> "1";
          case "D" -> "interval '1 second'";
          default -> "";
        };
    return edges.isEmpty() || step.isEmpty()
        ? Optional.empty()
        : Optional.of(
            """
            (SELECT a[(1 + i %% cardinality(a))::int] + (i / cardinality(a)) * %1$s
              FROM (SELECT array_agg(DISTINCT %2$s) AS a
                FROM unnest(ARRAY[%3$s]::%4$s[]) edge (%2$s) WHERE %5$s) begins)"""
                .formatted(step, column.name(), String.join(", ", edges), column.plain(), bounds));
  }
}
