package dev.holdfast.postgres.performance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What most builds ask of a query before it is released. */
final class NaiveReview {
  private NaiveReview() {}

  /** Whether it returns so many rows. */
  static List<String> ofRows(Connection connection, PlanShape.Query query, int wanted)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int found = 0;
      for (ResultSet rows = statement.executeQuery(withLiterals(query)); rows.next(); ) {
        found++;
      }
      return found == wanted ? List.of() : List.of(found + " rows, not " + wanted);
    }
  }

  /** Whether the plan for these values uses the index. */
  static List<String> ofPlan(Connection connection, PlanShape.Query query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      StringBuilder plan = new StringBuilder();
      for (ResultSet lines = statement.executeQuery("EXPLAIN " + withLiterals(query));
          lines.next(); ) {
        plan.append(lines.getString(1)).append('\n');
      }
      return plan.indexOf("orders_by_state") < 0 ? List.of(plan.toString()) : List.of();
    }
  }

  private static String withLiterals(PlanShape.Query query) {
    return query.sql().replace("$1", query.literals().getFirst());
  }
}
