package dev.holdfast.postgres.migration;

import dev.holdfast.Pause;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Holds up a {@link BatchBackfill} while a replica lags: before each batch it waits until every
 * replica that it was told of has replayed the write-ahead log up to {@code most} bytes.
 *
 * <p>The lag is what the primary has written and the replica has not replayed: a replica that
 * receives and cannot apply counts as lagging, and so does one that is not connected. So the lag
 * stays below {@code most} and what one batch writes, beside other writers.
 *
 * <p>Limits: other writers of the primary are not held up, and may keep the lag above {@code most}
 * by themselves; the role must see other sessions' positions (pg_monitor), or every replica counts
 * as missing.
 *
 * <p>Not for use by several backfills at once. Source: PostgreSQL 18 manual, section 27.2.4,
 * pg_stat_replication; the throttles of gh-ost and of GitLab's batched background migrations.
 */
public final class ReplicaLagPace implements BatchBackfill.Pace {
  private static final String FARTHEST =
      """
      SELECT name, pg_wal_lsn_diff(pg_current_wal_lsn(), min(replay_lsn))::bigint AS lag
      FROM unnest(?) AS name LEFT JOIN pg_stat_replication ON application_name = name
      GROUP BY name ORDER BY lag DESC NULLS FIRST LIMIT 1""";

  private final DataSource primary;
  private final Options options;
  private final Pause pause;
  private final LongSupplier nanoTime;
  private final AtomicLong lag;

  public ReplicaLagPace(
      DataSource primary,
      Options options,
      Pause pause,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.primary = primary;
    this.options = options;
    this.pause = pause;
    this.nanoTime = nanoTime;
    this.lag = meters.gauge("migration.backfill.lag.bytes", new AtomicLong());
  }

  /**
   * Returns once no replica lags.
   *
   * @throws MigrationStoppedException when one still does after {@code patience}
   */
  @Override
  public void beforeBatch() throws SQLException, InterruptedException {
    long began = nanoTime.getAsLong();
    for (Lag farthest = farthest(); farthest.isMoreThan(options.most()); farthest = farthest()) {
      if (nanoTime.getAsLong() - began >= options.patience().toNanos()) {
        throw new MigrationStoppedException(
            ("backfill: replica %s after %s, more than %d bytes; see why it lags, then run it"
                    + " again, it goes on where it was")
                .formatted(farthest, options.patience(), options.most()));
      }
      pause.await(options.lookEvery());
    }
  }

  private Lag farthest() throws SQLException {
    try (Connection connection = primary.getConnection();
        PreparedStatement question = connection.prepareStatement(FARTHEST)) {
      question.setArray(
          1, connection.createArrayOf("text", options.replicas().toArray(String[]::new)));
      ResultSet row = question.executeQuery();
      row.next();
      long bytes = row.getLong("lag");
      boolean missing = row.wasNull();
      Lag farthest = new Lag(row.getString("name"), missing ? Long.MAX_VALUE : bytes);
      lag.set(farthest.bytes());
      return farthest;
    }
  }

  private record Lag(String replica, long bytes) {
    boolean isMoreThan(long most) {
      return bytes > most;
    }

    @Override
    public String toString() {
      return replica
          + (bytes == Long.MAX_VALUE ? " is missing" : " lags %d bytes".formatted(bytes));
    }
  }

  /**
   * @param replicas their application_name, by which the primary knows them
   * @param most bytes of write-ahead log that a replica may be behind
   * @param lookEvery how long it waits between two looks
   * @param patience after which the migration is stopped rather than held up
   */
  public record Options(Set<String> replicas, long most, Duration lookEvery, Duration patience) {
    public Options {
      replicas = Set.copyOf(replicas);
      if (replicas.isEmpty()) {
        throw new IllegalArgumentException(
            "replicas is empty; name at least one, or leave the pace out");
      }
      if (most < 0 || lookEvery.toMillis() < 1 || patience.compareTo(lookEvery) < 0) {
        throw new IllegalArgumentException(
            ("most is %d bytes, lookEvery %s, patience %s; most must not be negative, lookEvery at"
                    + " least 1 ms, and patience no shorter")
                .formatted(most, lookEvery, patience));
      }
    }
  }
}
