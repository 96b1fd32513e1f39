package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Loses no update by a version column: a value is written only where the version is still the one
 * that was read. Whoever comes second reads and computes again.
 *
 * <p>Nobody waits for somebody who is thinking, so the version may also travel to a browser and
 * back. Limits: every writer must raise the version; under contention work is done in vain, as much
 * as the {@link BudgetedRetry} pays for. Immutable, thread-safe. Source: Kung and Robinson, On
 * Optimistic Methods for Concurrency Control, TODS 1981.
 */
public final class VersionedUpdate<T> implements ReadModifyWrite<T> {
  /** As the server calls it when it finds the same. */
  private static final String SERIALIZATION_FAILURE = "40001";

  private final DataSource dataSource;
  private final Cell<T> cell;
  private final BudgetedRetry retry;

  /**
   * @param cell in a table that has a column {@code version bigint NOT NULL}
   */
  public VersionedUpdate(DataSource dataSource, Cell<T> cell, BudgetedRetry retry) {
    this.dataSource = dataSource;
    this.cell = cell;
    this.retry = retry;
  }

  /**
   * {@inheritDoc}
   *
   * @throws SQLException 40001 when others were faster each time; nothing is changed then
   */
  @Override
  public T update(long row, UnaryOperator<T> change) throws SQLException, InterruptedException {
    return retry.call(
        () ->
            Isolation.READ_COMMITTED.run(dataSource, connection -> once(connection, row, change)));
  }

  private T once(Connection connection, long row, UnaryOperator<T> change) throws SQLException {
    String select =
        "SELECT %s, version FROM %s WHERE %s = ?"
            .formatted(cell.column(), cell.table(), cell.key());
    try (PreparedStatement read = connection.prepareStatement(select)) {
      read.setLong(1, row);
      ResultSet rows = read.executeQuery();
      if (!rows.next()) {
        throw cell.absent(row);
      }
      T next = change.apply(rows.getObject(1, cell.type()));
      write(connection, row, next, rows.getLong("version"));
      return next;
    }
  }

  private void write(Connection connection, long row, T value, long version) throws SQLException {
    String sql =
        "UPDATE %s SET %s = ?, version = version + 1 WHERE %s = ? AND version = ?"
            .formatted(cell.table(), cell.column(), cell.key());
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, value);
      update.setLong(2, row);
      update.setLong(3, version);
      if (update.executeUpdate() == 0) {
        throw new SQLException(
            "row %d of %s is no longer at version %d; read it again"
                .formatted(row, cell.table(), version),
            SERIALIZATION_FAILURE);
      }
    }
  }
}
