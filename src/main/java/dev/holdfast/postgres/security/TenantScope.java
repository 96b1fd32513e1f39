package dev.holdfast.postgres.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Binds a transaction, and nothing longer, to one tenant: a pooled connection is given back bound
 * to nobody, however the transaction ended. A statement that runs without a tenant sees no row and
 * stores none.
 *
 * <p>Limits: needs a role that the policies bind, see {@link RlsBootGuard}. Who can make the
 * application run SQL of their own can bind themselves to any tenant. A commit after an error that
 * the work swallowed stores nothing, and the driver does not say so.
 *
 * <p>Thread-safe. Source: PostgreSQL 18 manual, section 5.9 and {@code set_config}.
 */
public final class TenantScope {
  private final DataSource dataSource;

  public TenantScope(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * The statements, once per table, that show each of its rows to its tenant alone; the owner of
   * the table is bound too.
   *
   * @param table and column are names that the programmer writes, never a user
   */
  public static List<String> policy(String table, String column) {
    if (!(table + column).matches("[a-z0-9_.]+")) {
      throw new IllegalArgumentException(
          "table %s and column %s are put into SQL: only a-z, 0-9, _ and . are taken"
              .formatted(table, column));
    }
    // Once set and over, the setting is '' and not NULL; in a subquery it is read once a statement.
    return List.of(
        "ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE " + table + " FORCE ROW LEVEL SECURITY",
        """
        CREATE POLICY only_its_tenant ON %s USING (
          %s = (SELECT nullif(current_setting('app.tenant', true), '')::uuid))"""
            .formatted(table, column));
  }

  /**
   * Commits what the work did for the tenant when it returns, rolls it back when it throws; the
   * connection is closed either way.
   */
  public <T> T on(UUID tenant, Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false); // or the binding would be over before the work begins
      try {
        bind(connection, tenant);
        T result = work.in(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private static void bind(Connection connection, UUID tenant) throws SQLException {
    try (PreparedStatement bind =
        connection.prepareStatement("SELECT set_config('app.tenant', ?, true)")) {
      bind.setString(1, tenant.toString());
      bind.execute();
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is gone, and its transaction with it
    }
  }

  /** What is done for the tenant; its statements are its own. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }
}
