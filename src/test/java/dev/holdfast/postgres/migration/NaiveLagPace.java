package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** Waits for the replicas that the primary knows of at the moment, whichever these are. */
final class NaiveLagPace implements BatchBackfill.Pace {
  private static final String LAG =
      """
      SELECT COALESCE(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 0)
      FROM pg_stat_replication""";

  private final DataSource primary;
  private final long most;
  private final Duration lookEvery;

  NaiveLagPace(DataSource primary, long most, Duration lookEvery) {
    this.primary = primary;
    this.most = most;
    this.lookEvery = lookEvery;
  }

  @Override
  public void beforeBatch() throws SQLException, InterruptedException {
    while (lag() > most) {
      Pause.interruptible().await(lookEvery);
    }
  }

  private long lag() throws SQLException {
    try (Connection connection = primary.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LAG)) {
      row.next();
      return row.getLong(1);
    }
  }
}
