package dev.holdfast.postgres.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Keeps an application from starting with a role that its row-level security does not bind.
 *
 * <p>It asks the server, as the role that the application connects with, for every way around the
 * policies: a superuser or BYPASSRLS role that it is or may become; a table of which it is the
 * owner and whose policies are not forced; a table without row security; a view that it may read
 * and that reads the table with the rights of somebody whom the policies do not bind.
 *
 * <p>Limits: SECURITY DEFINER functions are not looked into, nor what the policies themselves say;
 * what is granted later is seen at the next start. Immutable, thread-safe. Source: PostgreSQL 18
 * manual, section 5.9, and {@code CREATE VIEW} on {@code security_invoker}.
 */
public final class RlsBootGuard {
  private static final String WAYS_AROUND =
      """
      WITH RECURSIVE guarded AS (
        SELECT * FROM pg_class WHERE oid = ANY (CAST(CAST(? AS text[]) AS regclass[]))),
      reads AS (
        SELECT DISTINCT d.refobjid AS relation, r.ev_class AS view
        FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass
          AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
        WHERE d.refobjid <> r.ev_class),
      way AS ( -- from a table up to the views over it; its reader is the owner of the lowest definer
        SELECT oid AS guarded, oid AS top, NULL::oid AS reader FROM guarded
        UNION
        SELECT guarded, v.oid, coalesce(reader, CASE WHEN EXISTS (
            SELECT FROM pg_options_to_table(v.reloptions)
            WHERE option_name = 'security_invoker' AND option_value::boolean)
          THEN NULL ELSE v.relowner END)
        FROM way JOIN reads ON reads.relation = top JOIN pg_class v ON v.oid = reads.view)
      SELECT format('%s is or may become %s, which is %s', current_user, rolname,
          CASE WHEN rolsuper THEN 'a superuser' ELSE 'BYPASSRLS' END)
        FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(oid, 'MEMBER')
      UNION ALL
      SELECT format('%s has no row security: ENABLE it', oid::regclass)
        FROM guarded WHERE NOT relrowsecurity
      UNION ALL
      SELECT format('%s is or may become the owner of %s, whom its policies do not bind: FORCE them',
          current_user, oid::regclass)
        FROM guarded WHERE NOT relforcerowsecurity AND pg_has_role(relowner, 'MEMBER')
      UNION ALL
      SELECT format('view %s reads %s with the rights of %s, whom its policies do not bind: make it'
          ' security_invoker', top::regclass, guarded::regclass, r.rolname)
        FROM way JOIN pg_roles r ON r.oid = reader JOIN guarded g ON g.oid = guarded
        WHERE has_table_privilege(top, 'SELECT') AND (r.rolsuper OR r.rolbypassrls
          OR NOT g.relforcerowsecurity AND pg_has_role(r.oid, g.relowner, 'USAGE'))""";

  private final List<String> tables;

  /**
   * @param tables that row-level security protects, with their schemas
   */
  public RlsBootGuard(List<String> tables) {
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("tables is empty; name each one that holds tenants' rows");
    }
    this.tables = List.copyOf(tables);
  }

  /**
   * Returns when the policies bind the role of these connections.
   *
   * @throws IllegalStateException when there is a way around them; it names every one
   * @throws SQLException when the server cannot be asked, or does not know a table: do not start
   */
  public void check(DataSource dataSource) throws SQLException {
    List<String> ways = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement question = connection.prepareStatement(WAYS_AROUND)) {
      question.setArray(1, connection.createArrayOf("text", tables.toArray()));
      ResultSet rows = question.executeQuery();
      while (rows.next()) {
        ways.add(rows.getString(1));
      }
    }
    if (!ways.isEmpty()) {
      throw new IllegalStateException(
          "row-level security does not bind this application, do not start it: "
              + String.join("; ", ways));
    }
  }
}
