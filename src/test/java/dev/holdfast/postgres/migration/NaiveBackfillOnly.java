package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The new version writes both columns and a backfill does the rest: nothing tells the old version,
 * which still runs.
 */
final class NaiveBackfillOnly implements ColumnSwap {
  private final DualWriteColumnSwap swap;
  private final DataSource dataSource;

  NaiveBackfillOnly(DualWriteColumnSwap swap, DataSource dataSource) {
    this.swap = swap;
    this.dataSource = dataSource;
  }

  /** The same, without the dual write: for that alone is to differ. */
  @Override
  public void expand() throws SQLException, InterruptedException {
    swap.expand();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE items DISABLE TRIGGER items_price_sync");
    }
  }

  @Override
  public String newVersionUpdates() {
    return """
        UPDATE items SET price_cents = written.cents, price = written.cents / 100.0
        FROM (VALUES (?::bigint, ?::bigint)) written (cents, id) WHERE items.id = written.id""";
  }

  @Override
  public String newVersionInserts() {
    return """
        INSERT INTO items (price_cents, price, id)
        SELECT cents, cents / 100.0, id FROM (VALUES (?::bigint, ?::bigint)) written (cents, id)""";
  }

  @Override
  public BatchBackfill.Job backfill() {
    return swap.backfill();
  }

  @Override
  public void contract() throws SQLException, InterruptedException {
    swap.contract();
  }
}
