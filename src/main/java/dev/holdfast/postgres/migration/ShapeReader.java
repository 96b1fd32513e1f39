package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Shape} from the server's catalogue. */
final class ShapeReader {
  private static final String TABLES =
      """
      SELECT c.oid, c.oid::regclass::text AS name, c.relkind = 'p' AS partitioned,
        (SELECT string_agg('(' || pg_get_partition_constraintdef(p.relid) || ')', ' OR ')
          FROM pg_partition_tree(c.oid) p WHERE p.isleaf AND p.level > 0) AS bounds
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_' AND c.relname <> 'flyway_schema_history'
        AND NOT EXISTS (SELECT FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY c.oid""";

  private static final String COLUMNS =
      """
      SELECT a.attrelid::regclass::text AS relation, a.attnum AS number, quote_ident(a.attname) AS name,
        CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod)
          ELSE format_type(a.atttypid, a.atttypmod) END AS plain, base.typcategory AS category,
        format_type(base.oid, NULL) AS base, a.attnotnull OR t.typnotnull AS required,
        a.attgenerated <> '' OR a.attidentity = 'a' AS generated,
        CASE WHEN base.oid IN ('varchar'::regtype, 'bpchar'::regtype)
          AND greatest(a.atttypmod, t.typtypmod) > 4
          THEN greatest(a.atttypmod, t.typtypmod) - 4 END AS length,
        (SELECT array_agg(quote_literal(enumlabel) ORDER BY enumsortorder)
          FROM pg_enum WHERE enumtypid = base.oid) AS labels,
        (SELECT array_agg(regexp_replace(pg_get_expr(d.conbin, 0), '\\mVALUE\\M',
            quote_ident(a.attname), 'g'))
          FROM pg_constraint d WHERE d.contypid = t.oid AND d.contype = 'c') AS domain
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
      JOIN pg_type base ON base.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
      WHERE a.attnum > 0 AND NOT a.attisdropped
        AND a.attrelid::regclass::text = ANY (?::text[])
      ORDER BY a.attrelid, a.attnum""";

  private static final String CONSTRAINTS =
      """
      SELECT conrelid::regclass::text AS relation, contype::text AS kind,
        ARRAY(SELECT quote_ident(attname) FROM unnest(conkey) WITH ORDINALITY k(n, o)
          JOIN pg_attribute ON attrelid = conrelid AND attnum = k.n ORDER BY o) AS columns,
        confrelid::regclass::text AS parent,
        ARRAY(SELECT quote_ident(attname) FROM unnest(confkey) WITH ORDINALITY k(n, o)
          JOIN pg_attribute ON attrelid = confrelid AND attnum = k.n ORDER BY o) AS parents,
        pg_get_expr(conbin, conrelid) AS expression
      FROM pg_constraint WHERE conrelid <> 0 AND contype IN ('p', 'u', 'f', 'c')
      UNION ALL
      SELECT indrelid::regclass::text, 'u',
        ARRAY(SELECT quote_ident(attname) FROM unnest(indkey[0:indnkeyatts - 1])
          WITH ORDINALITY k(n, o) JOIN pg_attribute ON attrelid = indrelid AND attnum = k.n
          ORDER BY o), NULL, NULL, NULL
      FROM pg_index WHERE indisunique AND indexprs IS NULL AND indisvalid""";

  private ShapeReader() {}

  static Shape read(Connection connection) throws SQLException {
    Map<String, Shape.Table> tables = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          tables.put(
              rows.getString("name"),
              new Shape.Table(
                  rows.getLong("oid"),
                  rows.getString("name"),
                  rows.getBoolean("partitioned") ? orFalse(rows.getString("bounds")) : null,
                  new LinkedHashMap<>(),
                  new ArrayList<>(),
                  new ArrayList<>(),
                  new ArrayList<>()));
        }
      }
      readColumns(connection, tables);
      try (ResultSet rows = statement.executeQuery(CONSTRAINTS)) {
        while (rows.next()) {
          Shape.Table table = tables.get(rows.getString("relation"));
          if (table != null) {
            readConstraint(rows, table);
          }
        }
      }
    }
    return new Shape(tables);
  }

  private static void readColumns(Connection connection, Map<String, Shape.Table> tables)
      throws SQLException {
    try (var query = connection.prepareStatement(COLUMNS)) {
      query.setArray(1, connection.createArrayOf("text", tables.keySet().toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          Shape.Table table = tables.get(rows.getString("relation"));
          if (table != null) {
            Shape.Column column = column(rows);
            table.columns().put(column.name(), column);
          }
        }
      }
    }
  }

  private static Shape.Column column(ResultSet rows) throws SQLException {
    return new Shape.Column(
        rows.getInt("number"),
        rows.getString("name"),
        rows.getString("plain"),
        rows.getString("category"),
        rows.getString("base"),
        rows.getBoolean("required"),
        rows.getBoolean("generated"),
        rows.getInt("length"),
        strings(rows, "labels"),
        strings(rows, "domain"));
  }

  private static void readConstraint(ResultSet rows, Shape.Table table) throws SQLException {
    List<String> columns = strings(rows, "columns");
    switch (rows.getString("kind")) {
      case "p", "u" -> table.unique().add(columns);
      case "f" ->
          table
              .references()
              .add(
                  new Shape.Reference(columns, rows.getString("parent"), strings(rows, "parents")));
      default -> table.checks().add(rows.getString("expression"));
    }
  }

  private static List<String> strings(ResultSet rows, String column) throws SQLException {
    var array = rows.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  private static String orFalse(@Nullable String bounds) {
    return bounds == null || bounds.isEmpty() ? "false" : bounds;
  }
}
