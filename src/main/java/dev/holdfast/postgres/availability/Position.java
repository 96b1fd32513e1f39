package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/**
 * A position in a primary's write-ahead log, which a client carries from its writes to its reads,
 * in a session or a cookie.
 *
 * <p>Limit: it means something on one timeline only. After a failover that lost commits, an old
 * position may be far ahead of its new primary. Immutable.
 *
 * @param lsn as PostgreSQL writes it: {@code 0/174DA90}
 */
public record Position(String lsn) {
  public Position {
    if (!lsn.matches("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}")) {
      throw new IllegalArgumentException(
          "position is %s; expected a pg_lsn such as 0/174DA90".formatted(lsn));
    }
  }

  /**
   * Behind everything that this session has committed so far, whatever its {@code
   * synchronous_commit}.
   *
   * <p>Ask after the commit: a position that was taken before it can be reached by a replica that
   * has the changes, but not the commit which makes them visible.
   */
  public static Position of(Connection primary) throws SQLException {
    try (Statement statement = primary.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()::text")) {
      row.next();
      return new Position(Objects.requireNonNull(row.getString(1), "a primary has a position"));
    }
  }
}
