package dev.holdfast.postgres.typedsql;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.postgres.typedsql.ContractSpec.Build;
import dev.holdfast.postgres.typedsql.ContractSpec.Deployment;
import dev.holdfast.postgres.typedsql.SqlContract.Query;
import java.lang.reflect.RecordComponent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement in production: each row becomes its record, or the request fails. */
final class Deployed {
  private Deployed() {}

  /** Builds and serves each statement on a schema as it is. */
  static Deployment deploy(Postgres postgres, Build build, List<Query> queries) throws Exception {
    List<String> violations = new ArrayList<>();
    List<String> stopped = new ArrayList<>();
    List<String> failing = new ArrayList<>();
    try (Connection connection = postgres.dataSource().getConnection()) {
      for (Query query : queries) {
        List<String> found = build.violations(connection, query);
        violations.addAll(found);
        if (!found.isEmpty()) {
          stopped.add(query.sql());
        }
        if (!serves(connection, query)) {
          failing.add(query.sql());
        }
      }
    }
    return new Deployment(queries.size(), violations, stopped, failing);
  }

  /** Whether a request is served with all of its rows. */
  static boolean serves(Connection connection, Query query) {
    try (Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery(query.sql());
      while (rows.next()) {
        for (RecordComponent component : query.row().getRecordComponents()) {
          Object value = rows.getObject(component.getName(), boxed(component.getType()));
          if (value == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            return false; // a null where the code expects none
          }
        }
      }
      return true;
    } catch (SQLException _) {
      return false;
    }
  }

  private static Class<?> boxed(Class<?> type) {
    return type == long.class ? Long.class : type;
  }
}
