package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** What can somebody do who can make the application run SQL of their own? */
@Specification(Outline.POSTGRES_SECURITY)
class PrivilegesSpec {

  @Claim(
      says =
          "SQL that somebody gets into the application changes no object of its database, while the"
              + " application works on all tables, old and new",
      limit = "rows are the application's to change, and so the intruder's",
      source = "PostgreSQL 18 manual, section 5.8, Privileges; ALTER DEFAULT PRIVILEGES")
  class AnApplicationCannotChangeTheSchema
      implements Experiment<DataSource, Changes>, AutoCloseable {
    static final int ORDERS = 10; // written, changed and deleted before the intrusion, and after it
    static final String OBJECTS =
        """
        SELECT hashtextextended(string_agg(object, ';' ORDER BY object), 0) FROM (
          SELECT concat_ws(',', oid, relname, relfilenode, relacl, relowner, relnatts)
            FROM pg_class WHERE oid >= 16384
          UNION ALL SELECT 'function ' || oid FROM pg_proc WHERE oid >= 16384
          UNION ALL SELECT 'trigger ' || oid FROM pg_trigger) objects (object)""";

    final Postgres postgres;
    final Faults faults;
    final Roles roles;

    AnApplicationCannotChangeTheSchema(Postgres postgres, Faults faults) throws SQLException {
      this.postgres = postgres;
      this.faults = faults;
      this.roles = new Roles(postgres);
      roles.login("app");
      postgres.execute("CREATE SCHEMA shop AUTHORIZATION " + roles.login("owner"));
      migrate("orders");
    }

    @Subject(LeastPrivilege.class)
    DataSource a_role_that_owns_nothing() throws SQLException {
      new LeastPrivilege("shop", roles.user("owner"), roles.user("app"))
          .apply(postgres.dataSource());
      return roles.as("app");
    }

    @Control(differs = "connects as the role that the migrations run as")
    DataSource the_owner() {
      return roles.as("owner");
    }

    @Override
    public Changes run(DataSource application) throws Exception {
      migrate("invoices");
      List<String> intrusion = faults.instead("SQL of an intruder", List.of(), Intrusion.CHANGES);
      int worked = worked(application);
      int refused = 0;
      int changed = 0;
      for (String sql : intrusion) {
        long before = postgres.number(OBJECTS);
        try (Connection connection = application.getConnection();
            Statement statement = connection.createStatement()) {
          refused += isRefused(statement, sql) ? 1 : 0;
          changed += postgres.number(OBJECTS) == before ? 0 : 1; // while temporary ones exist
        }
      }
      return new Changes(worked + worked(application), refused, changed);
    }

    @Override
    public void holds(Changes seen) {
      assertThat(seen.changed()).isZero();
      assertThat(seen.worked()).isEqualTo(2 * 2 * ORDERS);
    }

    @Override
    public void breaks(Changes seen) {
      assertThat(seen.changed()).isEqualTo(Intrusion.CHANGES.size());
    }

    @Override
    public void felt(Changes seen) {
      assertThat(seen.refused() + seen.changed()).isEqualTo(Intrusion.CHANGES.size());
    }

    @Override
    public String figure(Changes seen) {
      return "%d of %d statements changed an object"
          .formatted(seen.changed(), seen.refused() + seen.changed());
    }

    @Override
    public void close() throws SQLException {
      roles.close();
    }

    /** A migration makes a table, as the owner. */
    private void migrate(String table) throws SQLException {
      try (Connection connection = roles.as("owner").getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE shop.%s (id serial, total int)".formatted(table));
      }
    }

    private static boolean isRefused(Statement statement, String sql) throws SQLException {
      try {
        statement.execute(sql);
        return false;
      } catch (SQLException e) {
        if (!"42501".equals(e.getSQLState())) { // insufficient_privilege
          throw e;
        }
        return true;
      }
    }

    /** The orders that the application could write, read, change and delete, of both tables. */
    private static int worked(DataSource application) throws SQLException {
      int worked = 0;
      try (Connection connection = application.getConnection()) {
        for (String table : List.of("orders", "invoices")) {
          for (int order = 0; order < ORDERS; order++) {
            worked += worksOn(connection, table) ? 1 : 0;
          }
        }
      }
      return worked;
    }

    private static boolean worksOn(Connection connection, String table) {
      try (Statement statement = connection.createStatement()) {
        return statement.executeUpdate("INSERT INTO shop.%s (total) VALUES (1)".formatted(table))
                == 1
            && statement.executeUpdate("UPDATE shop.%s SET total = total + 1".formatted(table)) == 1
            && statement.executeUpdate("DELETE FROM shop.%s WHERE total = 2".formatted(table)) == 1;
      } catch (SQLException _) {
        return false; // counted as work not done
      }
    }
  }

  /**
   * @param worked orders that the application wrote, changed and deleted
   * @param refused statements of the intruder
   * @param changed statements of the intruder that left the server's catalogue other than it was
   */
  record Changes(int worked, int refused, int changed) {}
}
