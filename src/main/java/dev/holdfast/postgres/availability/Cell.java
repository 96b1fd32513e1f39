package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.NoSuchElementException;

/**
 * A column of a table whose rows are found by a bigint key: what is read, changed and written back.
 * Immutable.
 *
 * @param type what the driver reads it as: {@code Integer.class}
 */
public record Cell<T>(String table, String key, String column, Class<T> type) {
  public Cell {
    if (!(table + key + column).matches("[a-z0-9_]+")) {
      throw new IllegalArgumentException(
          "table %s, key %s and column %s are put into SQL: only a-z, 0-9 and _ are taken"
              .formatted(table, key, column));
    }
  }

  T read(Connection connection, long row) throws SQLException {
    return select(connection, row, "");
  }

  /** Reads it, and keeps others from changing the row until the transaction ends. */
  T lock(Connection connection, long row) throws SQLException {
    return select(connection, row, "FOR NO KEY UPDATE");
  }

  void write(Connection connection, long row, T value) throws SQLException {
    String sql = "UPDATE %s SET %s = ? WHERE %s = ?".formatted(table, column, key);
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, value);
      update.setLong(2, row);
      update.executeUpdate();
    }
  }

  NoSuchElementException absent(long row) {
    return new NoSuchElementException(
        "%s has no row with %s = %d; insert it first".formatted(table, key, row));
  }

  private T select(Connection connection, long row, String clause) throws SQLException {
    String sql = "SELECT %s FROM %s WHERE %s = ? %s".formatted(column, table, key, clause);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, row);
      ResultSet rows = select.executeQuery();
      if (!rows.next()) {
        throw absent(row);
      }
      return rows.getObject(1, type);
    }
  }
}
