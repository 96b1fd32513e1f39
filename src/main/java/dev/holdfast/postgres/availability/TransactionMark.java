package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction is known by after its connection is gone: its number, and the server that gave
 * it.
 *
 * <p>A number means something on one timeline of one cluster only: after a failover it may be
 * another transaction's. A crash, too, may give it away a second time, when nothing of the first
 * transaction had reached the disk. So the server's part names the cluster, the timeline, the start
 * of the server, and its last reset of statistics, which a crash brings about.
 *
 * @param xid with its epoch, so that it does not wrap around
 * @param server which run of which server gave it
 */
public record TransactionMark(long xid, String server) {
  /** Refuses on a standby, where nothing is committed. */
  private static final String SERVER =
      """
      concat_ws('/',
          (SELECT system_identifier FROM pg_control_system()),
          left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
          extract(epoch FROM pg_postmaster_start_time()),
          (SELECT extract(epoch FROM stats_reset) FROM pg_stat_bgwriter))""";

  /**
   * Marks the connection's transaction, and begins it where it has not begun. The number is
   * assigned now, so that whatever is written later has it.
   */
  static TransactionMark of(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement("SELECT pg_current_xact_id(), " + SERVER);
        ResultSet row = query.executeQuery()) {
      row.next();
      return new TransactionMark(row.getLong(1), row.getString(2));
    }
  }

  /**
   * What the server says of it: {@code committed}, {@code aborted}, {@code in progress}; null where
   * it is another server, or has forgotten.
   */
  @Nullable String status(Connection connection) throws SQLException {
    // The server first: a number of the future would be an error.
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT CASE WHEN " + SERVER + " = ? THEN pg_xact_status(CAST(? AS xid8)) END")) {
      query.setString(1, server);
      query.setString(2, String.valueOf(xid));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
