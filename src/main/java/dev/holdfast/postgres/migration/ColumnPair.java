package dev.holdfast.postgres.migration;

import java.util.Map;

/**
 * The two columns of a {@link DualWriteColumnSwap}, each with its conversion into the other; names
 * and SQL that the programmer writes, never a user.
 *
 * <p>The conversions must undo each other, or a value of the old version is rounded by the new
 * one's writes. Immutable.
 *
 * @param key a unique, indexed bigint of the table
 */
public record ColumnPair(String table, String key, Column oldColumn, Column newColumn) {
  public ColumnPair {
    String names = table + key + oldColumn.name() + newColumn.name();
    if (!names.matches("[a-z0-9_]+")) {
      throw new IllegalArgumentException(
          "table %s, key %s, columns %s and %s are put into SQL: only a-z, 0-9 and _ are taken"
              .formatted(table, key, oldColumn.name(), newColumn.name()));
    }
  }

  /**
   * Puts names and conversions into a statement: {@code {table}}, {@code {old}}, {@code {new}} and
   * the rest below.
   */
  String sql(String template) {
    String sql = template;
    for (Map.Entry<String, String> word :
        Map.of(
                "{table}", table,
                "{old}", oldColumn.name(),
                "{new}", newColumn.name(),
                "{new type}", newColumn.type(),
                "{sync}", "%s_%s_sync".formatted(table, oldColumn.name()),
                "{writers}", "%s_%s_writers".formatted(table, oldColumn.name()),
                "{reading}", "%s_%s".formatted(table, newColumn.name()),
                "{NEW.old as new}", newColumn.of("NEW." + oldColumn.name()),
                "{NEW.new as old}", oldColumn.of("NEW." + newColumn.name()),
                "{row.old as new}", newColumn.of("($1)." + oldColumn.name()))
            .entrySet()) {
      sql = sql.replace(word.getKey(), word.getValue());
    }
    return sql;
  }

  /**
   * One of the columns.
   *
   * @param from its value, by that of the other, which is written as {@code $}: {@code $ * 100}
   */
  public record Column(String name, String type, String from) {
    String of(String other) {
      return from.replace("$", other);
    }
  }
}
