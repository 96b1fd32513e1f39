package dev.holdfast.postgres.performance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a query to the plan that it must have: by certain indexes, with few pages and few rows read
 * in vain, whether the server plans it for its values or for any.
 *
 * <p>A query whose index is gone returns the right rows, only slowly; one whose values are skewed
 * is fast with the value of a test, until the server takes the generic plan at one of its later
 * executions. Both plans are executed here, and what they did is looked at, never what they were
 * estimated to cost.
 *
 * <p>Limits: it needs rows like production's, and ANALYZE. The query is executed, so it must have
 * no effect outside of its transaction, which is rolled back.
 *
 * <p>Immutable, thread-safe. Source: PostgreSQL 18 manual, section 14.1, "Using EXPLAIN", and the
 * notes of PREPARE on generic and custom plans.
 *
 * @param indexes the only ones to be used; a sequential scan is refused
 * @param removed rows at most that a node reads and throws away
 * @param pages at most that a node touches with those below it, in cache or on disk
 */
public record PlanShape(Set<String> indexes, long removed, long pages) {
  /** Planned for the values; planned once, for all. */
  private static final List<String> MODES = List.of("force_custom_plan", "force_generic_plan");

  /** The server reads its own plan: every node, wherever it stands in the tree. */
  private static final String NODES =
      """
      SELECT node ->> 'Node Type' AS type, node ->> 'Index Name' AS index,
        coalesce((node ->> 'Rows Removed by Filter')::bigint, 0)
          + coalesce((node ->> 'Rows Removed by Index Recheck')::bigint, 0) AS removed,
        (node ->> 'Shared Hit Blocks')::bigint + (node ->> 'Shared Read Blocks')::bigint AS pages
      FROM jsonb_path_query(?::jsonb, 'strict $.**') node
      WHERE jsonb_typeof(node) = 'object' AND node ->> 'Node Type' IS NOT NULL""";

  public PlanShape {
    indexes = Set.copyOf(indexes);
    if (removed < 0 || pages < 1) {
      throw new IllegalArgumentException(
          "removed is %d rows, pages is %d; at least 0 and 1 are needed".formatted(removed, pages));
    }
  }

  /** A statement with $1 and so on, and SQL literals for them; the programmer's, never a user's. */
  public record Query(String sql, List<String> literals) {}

  /**
   * What is wrong with the query's plans; empty when both have this shape.
   *
   * @param connection outside of a transaction
   */
  public List<String> deviations(Connection connection, Query query) throws SQLException {
    List<String> deviations = new ArrayList<>();
    for (String mode : MODES) {
      for (Node node : nodes(connection, mode, query)) {
        if (!fits(node)) {
          deviations.add(
              "%s: %s; wanted by %s, removing at most %d rows and touching at most %d pages"
                  .formatted(mode, node, indexes, removed, pages));
        }
      }
    }
    return deviations;
  }

  private boolean fits(Node node) {
    return !node.type().endsWith("Seq Scan")
        && (node.index() == null || indexes.contains(node.index()))
        && node.removed() <= removed
        && node.pages() <= pages;
  }

  private static List<Node> nodes(Connection connection, String mode, Query query)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PREPARE plan_shape AS " + query.sql());
      try {
        return executed(connection, statement, mode, query);
      } finally {
        statement.execute("DEALLOCATE plan_shape"); // it outlives a transaction
      }
    }
  }

  private static List<Node> executed(
      Connection connection, Statement statement, String mode, Query query) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement reading = connection.prepareStatement(NODES)) {
      statement.execute("SET LOCAL plan_cache_mode = " + mode);
      reading.setString(1, explained(statement, query));
      List<Node> nodes = new ArrayList<>();
      ResultSet rows = reading.executeQuery();
      while (rows.next()) {
        nodes.add(new Node(rows.getString(1), rows.getString(2), rows.getLong(3), rows.getLong(4)));
      }
      return nodes;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static String explained(Statement statement, Query query) throws SQLException {
    String literals =
        query.literals().isEmpty() ? "" : "(" + String.join(", ", query.literals()) + ")";
    ResultSet plan =
        statement.executeQuery(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE plan_shape" + literals);
    plan.next();
    return plan.getString(1);
  }

  private record Node(String type, @Nullable String index, long removed, long pages) {
    @Override
    public String toString() {
      return "%s by %s removed %d rows and touched %d pages"
          .formatted(type, index == null ? "no index" : index, removed, pages);
    }
  }
}
