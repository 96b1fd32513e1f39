package dev.holdfast.postgres.typedsql;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGResultSetMetaData;

/**
 * Holds a statement and the record that its rows become to the schema as it is after the
 * migrations: in a build, before anything runs it.
 *
 * <p>The server itself parses the statement; names and types of its columns must be those of the
 * record's components, and a component may only be non-null where the column is proven to be: by a
 * validated NOT NULL of its table, with no outer join in the statement. What is not proven counts
 * as nullable, and asks for {@code @Nullable}.
 *
 * <p>Limits: an expression ({@code count(*)}) is never proven; parameters are not compared; the
 * schema is that of the database it is given, which is to be the one that will be deployed. Needs
 * PostgreSQL's driver unwrapped.
 *
 * <p>Stateless, thread-safe. Source: sqlx's checked queries (Rust), and sqlc's; PostgreSQL 18
 * manual, section 54.2.3, Describe.
 */
public final class SqlContract {
  /** Any of them may make a column NULL that its table forbids: also in a string, to be safe. */
  private static final Pattern OUTER_JOIN =
      Pattern.compile("\\b(left|right|full|rollup|cube|sets)\\b", Pattern.CASE_INSENSITIVE);

  private static final Map<String, List<Class<?>>> TYPES =
      Map.of(
          "int4", List.of(int.class, Integer.class),
          "int8", List.of(long.class, Long.class),
          "bool", List.of(boolean.class, Boolean.class),
          "float8", List.of(double.class, Double.class),
          "numeric", List.of(BigDecimal.class),
          "text", List.of(String.class),
          "uuid", List.of(UUID.class),
          "date", List.of(LocalDate.class),
          "timestamptz", List.of(OffsetDateTime.class));

  private static final String PROVEN =
      """
      SELECT attnotnull AND NOT EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = attrelid AND contype = 'n' AND conkey = ARRAY[attnum]
          AND NOT convalidated)
      FROM pg_attribute
      WHERE attrelid = to_regclass(format('%I.%I', ?::text, ?::text)) AND attname = ?""";

  private SqlContract() {}

  /**
   * @param sql with {@code ?} for its parameters
   * @param row a record whose components are the columns, in order: {@code createdAt} is {@code
   *     created_at}
   */
  public record Query(String sql, Class<? extends Record> row) {}

  /** How the statement does not fit; empty when it does. */
  public static List<String> violations(Connection connection, Query query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
      ResultSetMetaData columns = statement.getMetaData();
      return columns == null
          ? List.of("it returns no rows: " + query.sql())
          : violations(connection, query, columns);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!state.startsWith("42")) { // syntax error or access rule violation
        throw e;
      }
      return List.of("%s: %s".formatted(state, e.getMessage()));
    }
  }

  private static List<String> violations(
      Connection connection, Query query, ResultSetMetaData columns) throws SQLException {
    RecordComponent[] components = query.row().getRecordComponents();
    if (columns.getColumnCount() != components.length) {
      return List.of(
          "%d columns for the %d components of %s"
              .formatted(columns.getColumnCount(), components.length, query.row().getSimpleName()));
    }
    boolean outer = OUTER_JOIN.matcher(query.sql()).find();
    List<String> violations = new ArrayList<>();
    for (int i = 1; i <= components.length; i++) {
      RecordComponent component = components[i - 1];
      String name = columns.getColumnLabel(i);
      String type = columns.getColumnTypeName(i);
      if (!name.equals(snakeCase(component.getName()))) {
        violations.add("column %s is not component %s".formatted(name, component.getName()));
      }
      if (!TYPES.getOrDefault(type, List.of()).contains(component.getType())) {
        violations.add("%s is %s, not a %s".formatted(name, type, component.getType().getName()));
      }
      if (!mayBeNull(component) && (outer || !isProven(connection, columns, i))) {
        violations.add(name + " may be NULL; make its component @Nullable");
      }
    }
    return violations;
  }

  private static boolean mayBeNull(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static boolean isProven(Connection connection, ResultSetMetaData columns, int i)
      throws SQLException {
    var origin = columns.unwrap(PGResultSetMetaData.class);
    try (PreparedStatement query = connection.prepareStatement(PROVEN)) {
      query.setString(1, origin.getBaseSchemaName(i));
      query.setString(2, origin.getBaseTableName(i));
      query.setString(3, origin.getBaseColumnName(i));
      ResultSet proven = query.executeQuery();
      return proven.next() && proven.getBoolean(1);
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
