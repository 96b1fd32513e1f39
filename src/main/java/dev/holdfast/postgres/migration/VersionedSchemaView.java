package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.ServerVersion;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables as one version of an application knows them: a schema of views that bear its names and
 * types, so that the version before and the one after are served by the same tables.
 *
 * <p>A statement says which version it means ({@link #sql}). A {@code search_path} does not last
 * behind a transaction pooler, where the session is somebody else's too; and where the pooler or
 * the transaction does restore it, two versions still share what is prepared for one text, and the
 * second is refused (0A000, "cached plan must not change result type").
 *
 * <p>The views act with the rights of who asks ({@code security_invoker}), so row-level security of
 * the tables stays in force; a plain view would ask as its owner. Limits: a view with computed
 * columns takes writes only to the others; needs PostgreSQL 15. Immutable, thread-safe. Source:
 * pgroll's versioned schemas; PostgreSQL 18 manual, {@code CREATE VIEW} and section 39.5.
 *
 * @param schema of this version: {@code shop_2}
 * @param role that the application logs in with; it has its rights on the tables already
 * @param views by name, each with its query; SQL that the programmer writes, never a user
 */
public record VersionedSchemaView(String schema, String role, Map<String, String> views) {
  private static final int HAS_SECURITY_INVOKER = 15;
  private static final Pattern IN_BRACES = Pattern.compile("\\{([a-z0-9_]+)}");

  public VersionedSchemaView {
    views = Map.copyOf(views);
    if (!(schema + role + String.join("", views.keySet())).matches("[a-z0-9_]+")) {
      throw new IllegalArgumentException(
          "schema %s, role %s and views %s are put into SQL: only a-z, 0-9 and _ are taken"
              .formatted(schema, role, views.keySet()));
    }
  }

  /**
   * Makes schema and views, in the transaction of the statement.
   *
   * @throws java.sql.SQLFeatureNotSupportedException before PostgreSQL 15
   */
  public void create(Statement statement) throws SQLException {
    ServerVersion.of(statement.getConnection())
        .require(
            HAS_SECURITY_INVOKER,
            "a view that acts with the rights of who asks (security_invoker)",
            "a view would let schema %s around row-level security: upgrade first"
                .formatted(schema));
    statement.execute("CREATE SCHEMA " + schema);
    for (Map.Entry<String, String> view : views.entrySet()) {
      statement.execute(
          "CREATE VIEW %s.%s WITH (security_invoker = true) AS %s"
              .formatted(schema, view.getKey(), view.getValue()));
    }
    statement.execute("GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, role));
    statement.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %s TO %s"
            .formatted(schema, role));
  }

  /**
   * A statement of this version: each view in braces, {@code SELECT price FROM {items}}, becomes
   * the one of this schema.
   *
   * @throws IllegalArgumentException when this version has no such view
   */
  public String sql(String statement) {
    return IN_BRACES.matcher(statement).replaceAll(this::qualified);
  }

  private String qualified(java.util.regex.MatchResult word) {
    String view = word.group(1);
    if (!views.containsKey(view)) {
      throw new IllegalArgumentException(
          "{%s}: schema %s has no such view; it has %s".formatted(view, schema, views.keySet()));
    }
    return Matcher.quoteReplacement(schema + "." + view);
  }
}
