package dev.holdfast.postgres.typedsql;

import java.lang.reflect.RecordComponent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement in production: each row becomes its record, or the request fails. */
final class Deployed {
  private Deployed() {}

  /** Whether a request is served with all of its rows. */
  static boolean serves(Connection connection, SqlContract.Query query) {
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
