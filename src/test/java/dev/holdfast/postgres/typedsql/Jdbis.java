package dev.holdfast.postgres.typedsql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What is done with JDBI, as its Developer Guide does it. */
final class Jdbis {
  private Jdbis() {}

  /** A test of each statement on the migrated schema, whose tables have no rows in a build. */
  static List<String> violations(Connection connection, SqlContract.Query query)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Handle handle = Jdbi.create(connection).open()) {
      handle.execute("TRUNCATE orders, customers, lines, shelves, notes");
      handle.registerRowMapper(ConstructorMapper.factory(query.row()));
      handle.createQuery(query.sql()).mapTo(query.row()).list();
      return List.of();
    } catch (JdbiException | IllegalArgumentException e) { // the latter: no column for a component
      return List.of(String.valueOf(e.getMessage()));
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** A list of names is one array, as the guide's section on SQL arrays has it. */
  static List<Long> ids(Connection connection, List<String> names) {
    Handle handle = Jdbi.create(connection).registerArrayType(String.class, "text").open();
    return handle
        .createQuery(SearchSpec.SELECT + " WHERE name = ANY (:names) ORDER BY id")
        .bind("names", names.toArray(String[]::new))
        .mapTo(Long.class)
        .list();
  }
}
