package dev.holdfast.postgres.availability;

import dev.holdfast.Pause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Reads from a replica, and still shows each client what it has written itself: it waits until the
 * replica has replayed the client's last commit, and asks the primary where that takes too long.
 *
 * <p>It looks at the replica's position and reads on the same connection, so that replicas behind
 * one address may differ.
 *
 * <p>Limits: what other clients wrote may be seen by one read and not by the next; a replica that
 * does not answer is an error, not a reason to go to the primary; the wait costs a query each
 * {@code lookEvery}. A replica that was promoted counts as up to date. Connections are in
 * auto-commit, as they come: in a transaction of REPEATABLE READ the query would see the first
 * look.
 *
 * <p>Thread-safe. Source: Terry et al., "Session Guarantees for Weakly Consistent Replicated Data",
 * PDIS 1994: read your writes; PostgreSQL 18 manual, section 9.28.4. From PostgreSQL 19, {@code
 * WAIT FOR LSN} waits in the server.
 */
public final class CausalReader {
  private static final String HAS_REPLAYED =
      "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= ?::pg_lsn";

  private final DataSource primary;
  private final DataSource replica;
  private final Options options;
  private final Pause pause;
  private final LongSupplier nanoTime;
  private final Counter byReplica;
  private final Counter byPrimary;

  public CausalReader(
      DataSource primary,
      DataSource replica,
      Options options,
      Pause pause,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.primary = primary;
    this.replica = replica;
    this.options = options;
    this.pause = pause;
    this.nanoTime = nanoTime;
    this.byReplica = meters.counter("reads.causal", "by", "replica");
    this.byPrimary = meters.counter("reads.causal", "by", "primary");
  }

  /** The answer of a server that has everything up to a position. */
  public <T> T read(Position atLeast, Query<T> query) throws SQLException, InterruptedException {
    try (Connection connection = replica.getConnection()) {
      if (reaches(connection, atLeast)) {
        byReplica.increment();
        return query.on(connection);
      }
    }
    byPrimary.increment();
    try (Connection connection = primary.getConnection()) {
      return query.on(connection);
    }
  }

  private boolean reaches(Connection connection, Position position)
      throws SQLException, InterruptedException {
    long began = nanoTime.getAsLong();
    while (!hasReplayed(connection, position)) {
      if (nanoTime.getAsLong() - began >= options.patience().toNanos()) {
        return false;
      }
      pause.await(options.lookEvery());
    }
    return true;
  }

  private static boolean hasReplayed(Connection connection, Position position) throws SQLException {
    try (PreparedStatement look = connection.prepareStatement(HAS_REPLAYED)) {
      look.setString(1, position.lsn());
      ResultSet row = look.executeQuery();
      row.next();
      return row.getBoolean(1);
    }
  }

  /** What is asked; it may be asked of either server, and of one only. */
  @FunctionalInterface
  public interface Query<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * @param patience with the replica; about what a user would wait, since the primary answers after
   *     it
   * @param lookEvery how long it waits between two looks
   */
  public record Options(Duration patience, Duration lookEvery) {
    public Options {
      if (lookEvery.toMillis() < 1 || patience.compareTo(lookEvery) < 0) {
        throw new IllegalArgumentException(
            ("lookEvery is %s, patience is %s; lookEvery must be at least 1 ms, and no longer than"
                    + " patience")
                .formatted(lookEvery, patience));
      }
    }
  }
}
