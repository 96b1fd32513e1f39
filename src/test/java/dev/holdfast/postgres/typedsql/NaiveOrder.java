package dev.holdfast.postgres.typedsql;

import java.util.List;

/** Makes values parameters, and takes the order as it comes, since none can be a parameter. */
final class NaiveOrder {
  private NaiveOrder() {}

  static DynamicFilters.Search search(List<String> names, String order) {
    return new DynamicFilters.Search(
        SearchSpec.SELECT + " WHERE name = ANY (?) ORDER BY " + order,
        List.of((Object) names.toArray(String[]::new)));
  }
}
