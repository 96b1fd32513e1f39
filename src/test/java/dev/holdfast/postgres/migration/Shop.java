package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Postgres;
import java.sql.SQLException;
import java.util.List;

/**
 * Two versions of an application at work on one table: each writes rows, and the other reads them
 * at once.
 */
final class Shop implements AutoCloseable {
  /** The old version's pool: connected under the name that was declared, and idle. */
  static final String OLD_POOL = "shop-1";

  /** Writes like the old version under a name that nobody declared. */
  static final String OLD_IMPORT = "import";

  private static final String NEW_POOL = "shop-2";

  /**
   * Cents that no row has at first, nor by the other version: a stale value is never right by
   * accident.
   */
  private static final long OLD_PRICES = 1_000_000;

  private static final long NEW_PRICES = 2_000_000;

  private final ShopVersion idle;
  private final ShopVersion old;
  private final ShopVersion current;
  private long cursor;
  private boolean duringBackfill;
  private boolean oldVersionLives = true;
  private int written;
  private int writtenDuringBackfill;
  private int oldBehindCursor;
  private int misread;

  Shop(Postgres postgres, ColumnSwap swap) throws SQLException {
    idle = oldVersion(postgres, OLD_POOL);
    old = oldVersion(postgres, OLD_IMPORT);
    current =
        new ShopVersion(
            postgres.dataSource(),
            NEW_POOL,
            swap.newVersionUpdates(),
            swap.newVersionInserts(),
            "items_price_cents(items)");
  }

  private static ShopVersion oldVersion(Postgres postgres, String application) throws SQLException {
    return new ShopVersion(
        postgres.dataSource(),
        application,
        "UPDATE items SET price = ? / 100.0 WHERE id = ?",
        "INSERT INTO items (price, id) VALUES (? / 100.0, ?)",
        "price * 100");
  }

  /**
   * Says where the backfill is, from its stored progress: its last row now, 0 before it begins, and
   * its last row at the end.
   */
  void backfillIsAt(long row, long end) {
    cursor = row;
    duringBackfill = row > 0 && row < end;
  }

  /**
   * Five writes to the four rows after this one: by the old version (two rows), by the new one, by
   * both in turn.
   */
  void changePrices(long firstRow) throws SQLException {
    byOld(firstRow + 1, ShopVersion::update);
    byOld(firstRow + 2, ShopVersion::update);
    byNew(firstRow + 3, ShopVersion::update);
    byOldThenNew(firstRow + 4);
  }

  /** Two new rows, one by each version. */
  void add(long firstRow) throws SQLException {
    byOld(firstRow + 1, ShopVersion::insert);
    byNew(firstRow + 2, ShopVersion::insert);
  }

  private void byOldThenNew(long row) throws SQLException {
    int before = oldBehindCursor;
    byOld(row, ShopVersion::update);
    oldBehindCursor = before; // the new version has the last word on this row
    byNew(row, ShopVersion::update);
  }

  private void byOld(long row, Write write) throws SQLException {
    long cents = OLD_PRICES + row;
    count(write.by(old, row, cents));
    oldBehindCursor += duringBackfill && row <= cursor ? 1 : 0;
    misread += current.read(row) == cents ? 0 : 1;
  }

  private void byNew(long row, Write write) throws SQLException {
    long cents = NEW_PRICES + row;
    count(write.by(current, row, cents));
    misread += old.read(row) == cents ? 0 : 1;
  }

  private void count(boolean done) {
    written += done ? 1 : 0;
    writtenDuringBackfill += done && duringBackfill ? 1 : 0;
  }

  /** How many of so many writes of the old version fail; none when it has ended. */
  int oldWritesFailing(int writes) throws SQLException {
    int failing = 0;
    for (int row = 1; oldVersionLives && row <= writes; row++) {
      failing += old.update(row, row) ? 0 : 1;
    }
    return failing;
  }

  void endOldVersion() throws SQLException {
    oldVersionLives = false;
    idle.close();
    old.close();
  }

  int written() {
    return written;
  }

  int writtenDuringBackfill() {
    return writtenDuringBackfill;
  }

  int oldWritesBehindCursor() {
    return oldBehindCursor;
  }

  int misread() {
    return misread;
  }

  /** The names of the old version's sessions that are alive. */
  List<String> oldSessions() {
    return oldVersionLives ? List.of(OLD_POOL, OLD_IMPORT) : List.of();
  }

  private interface Write {
    boolean by(ShopVersion version, long row, long cents) throws SQLException;
  }

  @Override
  public void close() throws SQLException {
    endOldVersion();
    current.close();
  }
}
