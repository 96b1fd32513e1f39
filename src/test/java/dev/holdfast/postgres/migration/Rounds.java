package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.history.History;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes of a {@link Shop} in step with a backfill: under the fault a batch and a round of writes
 * begin together, in calm all the writes are made first. Each round writes behind its batch, in it
 * and ahead of it, and adds rows behind.
 */
final class Rounds implements BatchBackfill.Pace {
  private static final Duration STEP =
      Duration.ofSeconds(5); // longer than a batch takes on a slow host

  private final Postgres postgres;
  private final History history;
  private final boolean inStep;
  private final int rows;
  private final int batch;
  private final CyclicBarrier round = new CyclicBarrier(2);

  Rounds(Postgres postgres, History history, boolean inStep, int rows, int batch) {
    this.postgres = postgres;
    this.history = history;
    this.inStep = inStep;
    this.rows = rows;
    this.batch = batch;
  }

  /**
   * How many writes the rounds offer: five a place, two new rows, but none before the first batch
   * or after the last.
   */
  static int offered(int rounds) {
    return rounds * 5 * 3 - 2 * 5 + (rounds - 1) * 2;
  }

  void trade(Shop shop) throws SQLException, InterruptedException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (int first = 0; first < rows; first += batch) {
        beforeBatch();
        long cursor = cursor(statement);
        History.Invocation trade = history.invoke("both versions", "write");
        shop.backfillIsAt(cursor, rows);
        write(shop, first);
        trade.ok("backfill at row " + cursor);
      }
    }
    beforeBatch(); // the batch that finds no row left
  }

  /** One round; no two of its places are the same row in any two rounds. */
  private void write(Shop shop, int first) throws SQLException {
    for (int place : List.of(first - batch, first + batch / 3, first + batch + 2 * batch / 3)) {
      if (place >= 0 && place < rows) {
        shop.changePrices(place);
      }
    }
    if (first > 0) {
      shop.add(-first); // keys before the table's first
    }
  }

  @Override
  public void beforeBatch() throws InterruptedException {
    if (inStep) {
      try {
        round.await(STEP.toMillis(), TimeUnit.MILLISECONDS);
      } catch (BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException("writers and backfill lost each other", e);
      }
    }
  }

  /** The last row of the backfill's last batch, as stored; 0 before there is one. */
  private long cursor(Statement statement) throws SQLException {
    try (ResultSet progress =
        statement.executeQuery("SELECT to_regclass('backfill_progress') IS NOT NULL")) {
      progress.next();
      if (!progress.getBoolean(1)) {
        return 0;
      }
    }
    try (ResultSet progress =
        statement.executeQuery("SELECT GREATEST(0, max(last_key)) FROM backfill_progress")) {
      progress.next();
      return progress.getLong(1);
    }
  }
}
