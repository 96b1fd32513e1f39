package dev.holdfast.postgres.typedsql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A search whose filters are optional and whose order is the user's choice: the text of the
 * statement is put together from what the programmer declared, and every value is a parameter.
 *
 * <p>So nothing from outside becomes SQL: a value cannot, and a filter or an order is looked up by
 * its name and refused when it was not declared. A combination of filters always gives the same
 * text, whatever the values, which a driver and a server can prepare once.
 *
 * <p>Limits: a pattern stays a pattern ({@code %} and {@code _} in a value for LIKE are the
 * caller's to escape); who may see which rows is another question. A list of values is one array
 * parameter, {@code = ANY (?)}, so that its length does not change the text either.
 *
 * <p>Immutable, thread-safe. Source: OWASP, "SQL Injection Prevention Cheat Sheet", defence options
 * 1 and 3 (parameters; allow-lists where no parameter can stand).
 */
public final class DynamicFilters {
  private final String select;
  private final Map<String, String> filters;
  private final Map<String, String> orders;

  /**
   * @param select the statement up to its WHERE: {@code SELECT id, name FROM products}
   * @param filters conditions with one {@code ?} each, by the name under which they are asked for
   * @param orders what stands behind ORDER BY, by name
   */
  public DynamicFilters(String select, Map<String, String> filters, Map<String, String> orders) {
    filters.forEach(
        (name, condition) -> {
          long parameters = condition.chars().filter(c -> c == '?').count();
          if (parameters != 1) {
            throw new IllegalArgumentException(
                ("filter %s has %d parameters in \"%s\"; each needs exactly 1, and operators with a"
                        + " question mark have a function")
                    .formatted(name, parameters, condition));
          }
        });
    this.select = select;
    this.filters = new LinkedHashMap<>(filters);
    this.orders = Map.copyOf(orders);
  }

  /**
   * The search for these values, in this order.
   *
   * @param values by the name of their filter; one that is not there does not restrict anything
   * @throws IllegalArgumentException when a filter or the order was not declared; the message says
   *     which there are, and does not repeat what came from outside
   */
  public Search search(Map<String, ?> values, String order) {
    known("filter", values.keySet().stream().filter(name -> !filters.containsKey(name)).count());
    String by = orders.get(order);
    known("order", by == null ? 1 : 0);
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    filters.forEach(
        (name, condition) -> {
          Object value = values.get(name);
          if (value != null) {
            conditions.add(condition);
            parameters.add(value);
          }
        });
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return new Search(select + where + " ORDER BY " + by, List.copyOf(parameters));
  }

  private void known(String what, long unknown) {
    if (unknown > 0) {
      throw new IllegalArgumentException(
          "%d unknown %s; there are filters %s and orders %s"
              .formatted(
                  unknown, what, filters.keySet(), orders.keySet().stream().sorted().toList()));
    }
  }

  /**
   * A statement and its parameters in their order.
   *
   * @param parameters whatever the driver's {@code setObject} takes; an array for {@code ANY (?)}
   */
  public record Search(String sql, List<Object> parameters) {
    /** The statement, ready to be executed; the caller closes it. */
    public PreparedStatement on(Connection connection) throws SQLException {
      PreparedStatement statement = connection.prepareStatement(sql);
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      return statement;
    }
  }
}
