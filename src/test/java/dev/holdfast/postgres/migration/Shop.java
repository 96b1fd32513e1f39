package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Postgres;
import java.sql.SQLException;
import java.util.List;

/** Two versions of an application at work on one table: each writes rows, and the other reads them at once. */
final class Shop implements AutoCloseable {
  /** The old version's pool: connected under the name that was declared, and idle. */
  static final String OLD_POOL = "shop-1";

  /** Writes like the old version under a name that nobody declared. */
  static final String OLD_IMPORT = "import";

  private static final String NEW_POOL = "shop-2";

  private final ShopVersion idle;
  private final ShopVersion old;
  private final ShopVersion current;
  private int written;
  private int duringBackfill;
  private int oldBehindCursor;
  private int misread;

  Shop(Postgres postgres, ColumnSwap swap) throws SQLException {
    idle = oldVersion(postgres, OLD_POOL);
    old = oldVersion(postgres, OLD_IMPORT);
    current = new ShopVersion(postgres.dataSource(), NEW_POOL, swap.newVersionWrites(), "items_price_cents(items)");
  }

  private static ShopVersion oldVersion(Postgres postgres, String application) throws SQLException {
    return new ShopVersion(postgres.dataSource(), application, "UPDATE items SET price = ? / 100.0 WHERE id = ?", "price * 100");
  }

  /**
   * Five writes to four rows after this one: by the old version (two rows), by the new one, and by the old one and then the new one.
   *
   * @param cursor the backfill's last row at the moment, 0 before it begins
   * @param last the backfill's last row at its end
   */
  void trade(long firstRow, long cursor, long last) throws SQLException {
    int before = written;
    for (long row = firstRow + 1; row <= firstRow + 2; row++) {
      oldSells(row);
      oldBehindCursor += row <= cursor ? 1 : 0;
    }
    newSells(firstRow + 3);
    oldSells(firstRow + 4);
    newSells(firstRow + 4);
    duringBackfill += cursor > 0 && cursor < last ? written - before : 0;
  }

  private void oldSells(long row) throws SQLException {
    long cents = 1_000_000 + row;
    written += old.write(row, cents) ? 1 : 0;
    misread += current.read(row) == cents ? 0 : 1;
  }

  private void newSells(long row) throws SQLException {
    long cents = 2_000_000 + row;
    written += current.write(row, cents) ? 1 : 0;
    misread += old.read(row) == cents ? 0 : 1;
  }

  /** How many of so many writes of the old version fail. */
  int oldWritesFailing(int writes) {
    int failing = 0;
    for (int row = 1; row <= writes; row++) {
      try {
        failing += old.write(row, row) ? 0 : 1;
      } catch (SQLException _) {
        failing++;
      }
    }
    return failing;
  }

  void endOldVersion() throws SQLException {
    idle.close();
    old.close();
  }

  int written() {
    return written;
  }

  int writtenDuringBackfill() {
    return duringBackfill;
  }

  int oldWritesBehindCursor() {
    return oldBehindCursor;
  }

  int misread() {
    return misread;
  }

  /** The names of the old version's sessions. */
  static List<String> oldSessions() {
    return List.of(OLD_POOL, OLD_IMPORT);
  }

  @Override
  public void close() throws SQLException {
    endOldVersion();
    current.close();
  }
}
