package dev.holdfast.postgres.pooling;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The server's connections, shared out among the pods of a service so that they never exceed its
 * limit, in a rolling deploy neither, when more pods run than usual.
 *
 * <p>Limits: counts one pool a pod, and pods that really end; what else connects under the same
 * limit (migrations, jobs, an older pool under another size) belongs in {@code kept}. Under a pool
 * for each tenant, or when a share comes to nothing, a pooler between pods and server is the
 * remedy.
 *
 * <p>Immutable, thread-safe. Source: PostgreSQL 18 manual, section 19.3.1; Kubernetes' manual,
 * "Rolling Update Deployment", {@code maxSurge}.
 *
 * @param limit what the server grants the service's role in its database
 * @param kept for others that connect under the same limit
 * @param pods that run usually
 * @param surge how many more run at the most while a new version is rolled out
 */
public record ConnectionBudget(int limit, int kept, int pods, int surge) {
  /** The least of the three limits that a login has to pass; a role's or database's may be none. */
  private static final String LIMIT =
      """
      SELECT least(
        current_setting('max_connections')::int
          - current_setting('superuser_reserved_connections')::int
          - coalesce(current_setting('reserved_connections', true)::int, 0),
        (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()),
        (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = session_user))""";

  public ConnectionBudget {
    if (kept < 0 || pods < 1 || surge < 0) {
      throw new IllegalArgumentException(
          "kept is %d, pods is %d, surge is %d; at least 0, 1 and 0 are needed"
              .formatted(kept, pods, surge));
    }
    if (limit - kept < pods + surge) {
      throw new IllegalArgumentException(
          ("limit is %d connections, %d are kept, and %d pods and %d more need one each; raise the"
                  + " limit or put a pooler between")
              .formatted(limit, kept, pods, surge));
    }
  }

  /** With the limit that the server sets for the role and database of this connection. */
  public static ConnectionBudget of(Connection connection, int kept, int pods, int surge)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet limit = statement.executeQuery(LIMIT)) {
      limit.next();
      return new ConnectionBudget(limit.getInt(1), kept, pods, surge);
    }
  }

  /** The size of each pod's pool. */
  public int perPod() {
    return (limit - kept) / (pods + surge);
  }
}
