package dev.holdfast.postgres.performance;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads the children of many parents by one statement, whatever their number: the lines of all
 * orders on a page. The parents' ids are one array, so that its text is the same for any number,
 * and a driver and a server prepare it once.
 *
 * <p>Limits: ids are bigint; all children stand in memory, so the parents are a page, not a table;
 * two statements see one state of the data only in one transaction above READ COMMITTED.
 *
 * <p>Immutable, thread-safe. Source: Fowler, Patterns of Enterprise Application Architecture, "Lazy
 * Load", on ripple loading; PostgreSQL 18 manual, section 9.25.3, {@code ANY}.
 *
 * @param <C> what a child becomes
 */
public final class ChildLoader<C> {
  private final String select;
  private final Row<C> row;

  /**
   * @param select with one {@code ?}, the array of ids, and the parent's id as its first column:
   *     {@code SELECT order_id, total FROM lines WHERE order_id = ANY (?) ORDER BY place}; the
   *     programmer's SQL, never a user's
   */
  public ChildLoader(String select, Row<C> row) {
    long parameters = select.chars().filter(c -> c == '?').count();
    if (parameters != 1) {
      throw new IllegalArgumentException(
          "%d parameters in \"%s\"; it takes exactly 1, the array in = ANY (?)"
              .formatted(parameters, select));
    }
    this.select = select;
    this.row = row;
  }

  /** The children of each of these parents, in the statement's order; an empty list for none. */
  public Map<Long, List<C>> of(Connection connection, Collection<Long> parents)
      throws SQLException {
    Map<Long, List<C>> children = new LinkedHashMap<>();
    parents.forEach(parent -> children.put(parent, new ArrayList<>()));
    if (children.isEmpty()) {
      return children;
    }
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      Array ids = connection.createArrayOf("bigint", children.keySet().toArray());
      statement.setArray(1, ids);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          List<C> of = children.get(found.getLong(1));
          if (of == null) {
            throw new SQLException(
                "a child of %d, which was not asked for; the first column of \"%s\" is to be the id"
                        .formatted(found.getLong(1), select)
                    + " that = ANY (?) compares");
          }
          of.add(row.of(found));
        }
      }
    }
    return children;
  }

  /** Makes a child of the row that the result stands on. */
  @FunctionalInterface
  public interface Row<C> {
    C of(ResultSet row) throws SQLException;
  }
}
