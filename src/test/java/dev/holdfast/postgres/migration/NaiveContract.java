package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Drops the old column once the backfill is done, without a look at who still writes it. */
final class NaiveContract implements ColumnSwap {
  private final DualWriteColumnSwap swap;
  private final DataSource dataSource;

  NaiveContract(DualWriteColumnSwap swap, DataSource dataSource) {
    this.swap = swap;
    this.dataSource = dataSource;
  }

  @Override
  public void expand() throws SQLException, InterruptedException {
    swap.expand();
  }

  @Override
  public BatchBackfill.Job backfill() {
    return swap.backfill();
  }

  @Override
  public void contract() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TRIGGER items_price_sync ON items");
      statement.execute(
          """
          CREATE OR REPLACE FUNCTION items_price_cents(items) RETURNS bigint LANGUAGE sql STABLE
            RETURN ($1).price_cents""");
      statement.execute("ALTER TABLE items DROP COLUMN price");
    }
  }
}
