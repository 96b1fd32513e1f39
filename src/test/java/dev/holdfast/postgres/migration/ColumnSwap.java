package dev.holdfast.postgres.migration;

/**
 * A way to replace a column under two versions of an application: what the candidates of {@link
 * ColumnSwapSpec} have in common.
 */
interface ColumnSwap {
  void expand() throws Exception;

  BatchBackfill.Job backfill();

  void contract() throws Exception;

  /** How the new version changes a price: a statement with the cents and the row's id. */
  default String newVersionUpdates() {
    return "UPDATE items SET price_cents = ? WHERE id = ?";
  }

  /** How it adds a row: a statement with the cents and the row's id. */
  default String newVersionInserts() {
    return "INSERT INTO items (price_cents, id) VALUES (?, ?)";
  }

  /** The production code as it stands. */
  static ColumnSwap of(DualWriteColumnSwap swap) {
    return new ColumnSwap() {
      @Override
      public void expand() throws Exception {
        swap.expand();
      }

      @Override
      public BatchBackfill.Job backfill() {
        return swap.backfill();
      }

      @Override
      public void contract() throws Exception {
        swap.contract();
      }
    };
  }
}
