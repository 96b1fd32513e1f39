package dev.holdfast.postgres.pooling;

import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A place inside the server where statements wait until they are let through: what happens
 * meanwhile, happens while they run, for certain. An advisory lock, held by a connection of its
 * own.
 */
public final class Gate implements AutoCloseable {
  /** What a statement calls to wait there; true once it is through. */
  public static final String WAIT = "pg_advisory_xact_lock_shared(20260) IS NOT NULL";

  private static final Duration ARRIVED_WITHIN = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Postgres postgres;
  private final Connection keeper;

  public Gate(Postgres postgres) throws SQLException {
    this.postgres = postgres;
    this.keeper = postgres.dataSource().getConnection();
    tell("SELECT pg_advisory_lock(20260)");
  }

  public void awaitWaiting(int statements) {
    Awaitility.await(statements + " statements wait at the gate")
        .atMost(ARRIVED_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(() -> waiting() == statements);
  }

  /** How many statements wait there, by the server's count. */
  long waiting() throws SQLException {
    return postgres.number(
        """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""");
  }

  public void open() throws SQLException {
    tell("SELECT pg_advisory_unlock(20260)");
  }

  @Override
  public void close() throws SQLException {
    keeper.close();
  }

  private void tell(String sql) throws SQLException {
    try (Statement statement = keeper.createStatement()) {
      statement.execute(sql);
    }
  }
}
