package dev.holdfast.postgres.migration;

import java.sql.SQLException;

/** Adds a column with its default, whatever the default is. */
final class NaiveAddColumn {
  private final LockTimeoutRetrier retrier;

  NaiveAddColumn(LockTimeoutRetrier retrier) {
    this.retrier = retrier;
  }

  void apply(VolatileDefaultBackfiller.Column column) throws SQLException, InterruptedException {
    retrier.apply(
        "ALTER TABLE %s ADD COLUMN %s %s DEFAULT %s"
            .formatted(column.table(), column.name(), column.type(), column.value()));
  }
}
