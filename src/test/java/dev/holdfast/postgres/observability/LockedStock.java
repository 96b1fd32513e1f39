package dev.holdfast.postgres.observability;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.history.History;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A table of which a transaction holds a row, and from which VACUUM is to take dead rows. */
final class LockedStock {
  static final int CHANGED = 1_000; // rows; each leaves a dead version

  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final Duration SOON = Duration.ofSeconds(5); // more than a look takes anywhere

  static final String LOCK = "UPDATE stock SET amount = 1 WHERE id = 0";

  private static final String HELD =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend'
        AND backend_xid IS NOT NULL""";

  private final Postgres postgres;
  private final History history;

  LockedStock(Postgres postgres, History history) throws SQLException {
    this.postgres = postgres;
    this.history = history;
    postgres.execute(
        """
        CREATE TABLE stock (id bigint PRIMARY KEY, amount int NOT NULL)
          WITH (autovacuum_enabled = false);
        INSERT INTO stock SELECT n, 0 FROM generate_series(0, %d) n"""
            .formatted(CHANGED));
  }

  /** Transactions that have changed something and are not over, as the server sees it. */
  long held() throws SQLException {
    return postgres.number(HELD);
  }

  /**
   * Looks at the transaction until it is over, or for as long as that would take too long.
   *
   * @param began before the transaction did
   * @param limit after which the server is to end it
   * @param patience after which it is taken to stay for ever
   */
  Swept sweep(long began, Duration limit, Duration patience) throws Exception {
    long held = held();
    History.Invocation holding = history.invoke("transaction", "holds a row");
    postgres.execute("UPDATE stock SET amount = amount + 1 WHERE id > 0");
    Awaitility.await("its end, or the end of patience")
        .atMost(patience.plus(SOON))
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .until(() -> held() == 0 || lasted(began).compareTo(patience) > 0);
    boolean early = held > 0 && lasted(began).compareTo(limit) < 0;
    boolean free = isFree();
    if (held > 0) {
      holding.ok(free ? "given up" : "still held");
    }
    long dead = history.call("housekeeping", "VACUUM", this::deadRows);
    return new Swept(held, early, free, dead);
  }

  private static Duration lasted(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Those that VACUUM had to leave. */
  private long deadRows() throws SQLException {
    postgres.execute("VACUUM stock");
    return postgres.number("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'stock'");
  }

  private boolean isFree() throws SQLException {
    return 1
        == postgres.number(
            "SELECT count(*) FROM (SELECT FROM stock WHERE id = 0 FOR UPDATE SKIP LOCKED) free");
  }

  /**
   * @param held transactions that the server saw open
   * @param endedEarly before the limit that is tried was over
   * @param rowIsFree whether the row that was changed there can be locked
   * @param deadRows that VACUUM had to leave
   */
  record Swept(long held, boolean endedEarly, boolean rowIsFree, long deadRows) {}
}
