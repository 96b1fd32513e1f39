package dev.holdfast.postgres.typedsql;

import java.util.List;

/** Builds the statement with the values in it, each between quotes. */
final class NaiveFilters {
  private NaiveFilters() {}

  static String search(List<String> names, String order) {
    return SearchSpec.SELECT
        + " WHERE name IN ('"
        + String.join("', '", names)
        + "') ORDER BY "
        + SearchSpec.ORDERS.get(order);
  }
}
