package dev.holdfast.postgres.security;

import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * An application with a schema and a role of its own: the role owns the table, whose policies are
 * forced, and reads it by a view that a superuser made, with the reader's rights.
 */
final class Deployment {
  static final UUID OWN = new UUID(0, 1);

  /** What is changed afterwards, so that the policies do not bind the role any more. */
  enum Way {
    SUPERUSER("ALTER ROLE {role} SUPERUSER"),
    BYPASSRLS("ALTER ROLE {role} BYPASSRLS"),
    OWNER_WITHOUT_FORCE("ALTER TABLE {schema}.orders NO FORCE ROW LEVEL SECURITY"),
    DEFINER_VIEW("ALTER VIEW {schema}.order_list SET (security_invoker = false)");

    private final String sql;

    Way(String sql) {
      this.sql = sql;
    }
  }

  private final Postgres postgres;
  private final String schema;
  private final String role;
  private final DataSource application;

  Deployment(Postgres postgres, Roles roles, String name, int rows) throws SQLException {
    this.postgres = postgres;
    this.schema = name;
    this.role = roles.login(name);
    this.application = roles.as(name);
    execute(
        """
        CREATE SCHEMA {schema} AUTHORIZATION {role};
        CREATE TABLE {schema}.orders (tenant uuid NOT NULL);
        INSERT INTO {schema}.orders SELECT tenant::uuid FROM generate_series(1, {rows}),
          unnest(ARRAY['{own}', '00000000-0000-0000-0000-000000000002']) tenant;
        ALTER TABLE {schema}.orders OWNER TO {role};
        CREATE VIEW {schema}.order_list WITH (security_invoker) AS SELECT * FROM {schema}.orders;
        GRANT SELECT ON {schema}.order_list TO {role}"""
            .replace("{rows}", String.valueOf(rows))
            .replace("{own}", OWN.toString()));
    for (String statement : TenantScope.policy(table(), "tenant")) {
      postgres.execute(statement);
    }
  }

  void open(Way way) throws SQLException {
    execute(way.sql);
  }

  String table() {
    return schema + ".orders";
  }

  /** The connections that the application is given. */
  DataSource application() {
    return application;
  }

  /** Rows that the server shows to the role when it is bound to no tenant. */
  long shownToNobody() throws SQLException {
    try (Connection connection = application.getConnection()) {
      return Rows.number(connection, "SELECT count(*) FROM " + schema + ".order_list");
    }
  }

  /** Rows of another tenant that the application is shown in a request of its own tenant. */
  long othersShown() throws SQLException {
    return new TenantScope(application).on(OWN, c -> Rows.number(c, rowsWhere("tenant <>")));
  }

  /** Rows of its own tenant that it is shown in the same way. */
  long ownShown() throws SQLException {
    return new TenantScope(application).on(OWN, c -> Rows.number(c, rowsWhere("tenant =")));
  }

  private String rowsWhere(String condition) {
    return "SELECT count(*) FROM %s.order_list WHERE %s '%s'".formatted(schema, condition, OWN);
  }

  private void execute(String sql) throws SQLException {
    postgres.execute(sql.replace("{schema}", schema).replace("{role}", role));
  }
}
