package dev.holdfast.postgres.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Binds the session to a tenant when a request borrows it, and lets go when the request is done.
 */
final class NaiveTenantScope {
  private final DataSource dataSource;

  NaiveTenantScope(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  <T> T on(UUID tenant, TenantScope.Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      try (PreparedStatement bind =
          connection.prepareStatement("SELECT set_config('app.tenant', ?, false)")) {
        bind.setString(1, tenant.toString());
        bind.execute();
      }
      connection.setAutoCommit(false);
      T result = work.in(connection); // what it throws is rolled back when the pool gets it back
      connection.commit();
      connection.setAutoCommit(true);
      try (Statement release = connection.createStatement()) {
        release.execute("RESET app.tenant");
      }
      return result;
    }
  }
}
